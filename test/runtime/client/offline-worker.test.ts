import { beforeEach, describe, expect, it } from "@jest/globals";
import { METADATA_CACHE } from "../../../runtime/client/metadata-cache";
import { OfflineWorker, type PageMessage } from "../../../runtime/client/offline-worker";
import { Background, FakeCaches, FakeNetwork, navigation, ORIGIN, request } from "./fake-caches";

const APP = "/app.0123456789abcdef.js";

let caches: FakeCaches;
let network: FakeNetwork;
let calls: string[];
let worker: OfflineWorker;
const background = new Background();

beforeEach(() => {
  caches = new FakeCaches();
  network = new FakeNetwork();
  calls = [];
  for (const path of ["/", "/offline.html", APP, "/api/titles/1", "/api/sessions"]) network.serve(path, path);
  worker = new OfflineWorker(
    {
      origin: ORIGIN,
      caches,
      fetch: network.fetch,
      nowMillis: () => 0,
      wait: () => new Promise(() => {}),
      skipWaiting: async () => void calls.push("skipWaiting"),
      claimClients: async () => void calls.push("claim"),
    },
    {
      shell: { version: "2", assets: [APP], pages: ["/"], offlinePage: "/offline.html" },
      metadataPrefixes: ["/api/titles/"],
      metadata: { maxEntries: 10, maxAgeSeconds: 100, freshSeconds: 10 },
    },
  );
});

describe("OfflineWorker", () => {
  it("waits for open tabs: it takes over only when a page says so", async () => {
    await worker.install();
    expect(calls).toEqual([]);
    await worker.message({ type: "p95:activate" });
    expect(calls).toEqual(["skipWaiting"]);
  });

  it("drops other forms of metadata and old builds before it takes pages over, and nothing of others", async () => {
    for (const name of ["theirs", "p95-metadata-0", METADATA_CACHE, "p95-shell-0", "p95-shell-1"])
      await caches.open(name);
    await worker.install();
    await worker.activate();
    expect(await caches.keys()).toEqual(["theirs", METADATA_CACHE, "p95-shell-1", "p95-shell-2"]);
    expect(calls).toEqual(["claim"]);
  });

  it("answers pages, files and metadata without a network, and leaves the rest to the browser", async () => {
    await worker.install();
    await worker.respond(request("/api/titles/1"), background.keepAlive);
    await background.done();
    network.answers.clear();
    const text = async (asked: Request) => (await worker.respond(asked, background.keepAlive))?.text();
    expect(await text(navigation("/"))).toBe("/");
    expect(await text(navigation("/other"))).toBe("/offline.html");
    expect(await text(request(APP))).toBe(APP);
    expect(await text(request("/api/titles/1"))).toBe("/api/titles/1");
    expect(worker.respond(request("/api/sessions"), background.keepAlive)).toBe(undefined);
    expect(worker.respond(request("/api/titles/1", { method: "POST" }), background.keepAlive)).toBe(undefined);
  });

  it("remembers, of what a page loaded, metadata of its own site", async () => {
    const urls = ["/api/titles/1", "/api/sessions", APP, "/"].map((path) => `${ORIGIN}${path}`);
    await worker.message({ type: "p95:remember", urls: [...urls, "https://example.org/api/titles/1"] });
    expect(caches.contents()).toEqual({ [METADATA_CACHE]: ["/api/titles/1"] });
    await worker.message({ type: "p95:forget" });
    expect(caches.contents()).toEqual({});
  });

  it("does nothing at messages that it does not know", async () => {
    for (const message of [undefined, null, "p95:forget", { type: "other" }]) {
      await worker.message(message as unknown as PageMessage);
    }
    expect([calls, await caches.keys(), network.asked]).toEqual([[], [], []]);
  });
});
