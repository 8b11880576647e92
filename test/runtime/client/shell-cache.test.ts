import { beforeEach, describe, expect, it } from "@jest/globals";
import { ShellCache } from "../../../runtime/client/shell-cache";
import { Background, FakeCaches, FakeNetwork, navigation, request } from "./fake-caches";

const APP = "/app.0123456789abcdef.js";
const PART = "/part.0123456789abcdef.js";

let caches: FakeCaches;
let network: FakeNetwork;
let background: Background;
let slow: () => Promise<void>;

beforeEach(() => {
  caches = new FakeCaches();
  network = new FakeNetwork();
  background = new Background();
  slow = () => new Promise(() => {});
  network.serve("/", "home", 200, { "content-type": "text/html" });
  network.serve("/offline.html", "offline");
  network.serve(APP, "app");
});

const shell = (version = "1", assets = [APP]) =>
  new ShellCache(
    { caches, fetch: network.fetch, wait: () => slow() },
    { version, assets, pages: ["/"], offlinePage: "/offline.html" },
  );

describe("ShellCache", () => {
  it("has every file of the build, pages asked for past the browser's own cache", async () => {
    await shell().install();
    expect(caches.contents()).toEqual({ "p95-shell-1": ["/", "/offline.html", APP] });
    expect(network.asked).toEqual(["/ no-cache", "/offline.html no-cache", APP]);
  });

  it("does not load again what another build has too", async () => {
    await shell().install();
    network.asked.length = 0;
    network.serve(PART, "part");
    await shell("2", [APP, PART]).install();
    expect(network.asked).toEqual(["/ no-cache", "/offline.html no-cache", PART]);
    expect(caches.contents()["p95-shell-2"]!.sort()).toEqual([APP, PART, "/", "/offline.html"].sort());
  });

  it.each<[string, () => void]>([
    ["is missing", () => network.serve(APP, "no such file", 404)],
    ["cannot be had", () => network.answers.delete(APP)],
    [
      "is elsewhere",
      () => network.answers.set(APP, () => Object.defineProperty(new Response(""), "redirected", { value: true })),
    ],
  ])("keeps nothing of a build of which a file %s", async (_, breaks) => {
    breaks();
    await expect(shell().install()).rejects.toThrow();
    expect(caches.contents()).toEqual({});
  });

  it.each([
    ["1", ["a", "p95-shell-1", "p95-shell-2", "p95-shell-3"]],
    ["2", ["a", "p95-shell-1", "p95-shell-2", "p95-shell-3"]],
    ["3", ["a", "p95-shell-2", "p95-shell-3"]],
    ["4", ["a", "p95-shell-1", "p95-shell-2", "p95-shell-3"]],
  ])("build %s keeps itself, the one before and those after: %p", async (version, expected) => {
    for (const name of ["a", "p95-shell-1", "p95-shell-2", "p95-shell-3"]) await caches.open(name);
    await shell(version).cleanUp();
    expect(await caches.keys()).toEqual(expected);
  });

  it("answers with a hashed file of any build, and asks the network only for what no build has", async () => {
    await shell().install();
    network.asked.length = 0;
    const two = shell("2", []);
    expect(await (await two.asset(request(APP), background.keepAlive)).text()).toBe("app");
    expect(network.asked).toEqual([]);
    network.serve(PART, "part");
    expect(await (await two.asset(request(PART), background.keepAlive)).text()).toBe("part");
    await background.done();
    expect(caches.contents()["p95-shell-2"]).toEqual([PART]);
    network.serve("/gone.0123456789abcdef.js", "no such file", 404);
    expect((await two.asset(request("/gone.0123456789abcdef.js"), background.keepAlive)).status).toBe(404);
    expect(await background.done()).toBe(0);
  });

  it("answers though there is no room for a copy", async () => {
    (await caches.open("p95-shell-1")).failingPuts = 1;
    expect(await (await shell().asset(request(APP), background.keepAlive)).text()).toBe("app");
    expect(await background.done()).toBe(1);
  });

  describe("pages", () => {
    const page = async (path: string) => {
      const response = await shell().page(navigation(path));
      return [response.status, await response.text()];
    };

    it("come from the network, even those that are kept", async () => {
      await shell().install();
      network.serve("/", "newer");
      network.serve("/titles/42", "a title");
      expect([await page("/"), await page("/titles/42")]).toEqual([
        [200, "newer"],
        [200, "a title"],
      ]);
    });

    it.each<[string, () => void]>([
      ["is no network", () => network.answers.clear()],
      ["is a server that fails", () => network.serve("/", "failed", 500)],
      [
        "is a network that takes too long",
        () => {
          network.answers.set("/", () => new Promise(() => {}));
          slow = async () => {};
        },
      ],
    ])("are as they were kept where there %s", async (_, breaks) => {
      await shell().install();
      breaks();
      expect(await page("/")).toEqual([200, "home"]);
      network.answers.delete("/?from=mail");
      expect(await page("/?from=mail")).toEqual([200, "home"]);
    });

    it("are refused as the server refuses them", async () => {
      await shell().install();
      network.serve("/", "not here", 404);
      network.serve("/titles/42", "failed", 500);
      expect([await page("/"), await page("/titles/42")]).toEqual([
        [404, "not here"],
        [500, "failed"],
      ]);
    });

    it("that were not kept are the offline page, as an error that nobody keeps", async () => {
      await shell().install();
      network.answers.clear();
      const response = await shell().page(navigation("/titles/42"));
      expect([response.status, await response.text()]).toEqual([503, "offline"]);
      expect(response.headers.get("cache-control")).toBe("no-store");
    });

    it("say so in a word when the browser has thrown away even that", async () => {
      network.answers.clear();
      expect(await page("/")).toEqual([503, "Offline"]);
    });
  });
});
