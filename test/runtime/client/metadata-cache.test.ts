import { beforeEach, describe, expect, it } from "@jest/globals";
import { METADATA_CACHE, MetadataCache } from "../../../runtime/client/metadata-cache";
import { Background, FakeCaches, FakeNetwork, ORIGIN, request } from "./fake-caches";

const TITLE = "/api/titles/1";

let caches: FakeCaches;
let network: FakeNetwork;
let background: Background;
let nowMillis: number;
let cache: MetadataCache;

beforeEach(() => {
  caches = new FakeCaches();
  network = new FakeNetwork();
  background = new Background();
  nowMillis = 1_795_161_600_000;
  const world = { caches, fetch: network.fetch, nowMillis: () => nowMillis };
  cache = new MetadataCache(world, { maxEntries: 3, maxAgeSeconds: 100, freshSeconds: 10 });
});

async function ask(path = TITLE): Promise<string> {
  const response = await cache.respond(request(path), background.keepAlive);
  const text = await response.text();
  await background.done();
  return text;
}
const later = (seconds: number) => {
  nowMillis += seconds * 1_000;
};
const kept = () => caches.contents()[METADATA_CACHE];

describe("MetadataCache", () => {
  it("asks the network first, then gives what it kept and asks for nothing while that is fresh", async () => {
    network.serve(TITLE, "one");
    expect(await ask()).toBe("one");
    later(10);
    network.serve(TITLE, "two");
    expect(await ask()).toBe("one");
    expect(network.asked).toEqual([TITLE]);
  });

  it("gives a stale answer at once and has the new one the next time", async () => {
    network.serve(TITLE, "one");
    await ask();
    later(10.001);
    network.serve(TITLE, "two");
    expect([await ask(), await ask()]).toEqual(["one", "two"]);
    expect(network.asked).toEqual([TITLE, TITLE]);
  });

  it.each([
    [100, "one"],
    [100.001, "TypeError"],
  ])("gives an answer of %d seconds without a network: %s", async (seconds, expected) => {
    network.serve(TITLE, "one");
    await ask();
    network.answers.clear();
    later(seconds);
    expect(await ask().catch((error) => error.name)).toBe(expected);
  });

  it("asks again when the clock was set back", async () => {
    network.serve(TITLE, "one");
    await ask();
    later(-50);
    network.serve(TITLE, "two");
    expect([await ask(), await ask()]).toEqual(["one", "two"]);
  });

  it("keeps the three that were kept last", async () => {
    for (const n of [1, 2, 3, 4]) {
      network.serve(`/api/titles/${n}`, `${n}`);
      await ask(`/api/titles/${n}`);
    }
    expect(kept()).toEqual(["/api/titles/2", "/api/titles/3", "/api/titles/4"]);
    later(11);
    await ask("/api/titles/2"); // renewed, hence the last now
    network.serve("/api/titles/5", "5");
    await ask("/api/titles/5");
    expect(kept()).toEqual(["/api/titles/4", "/api/titles/2", "/api/titles/5"]);
  });

  it.each([
    ["no-store", 200, []],
    ["public, no-store", 200, []],
    ["private, max-age=60", 200, []],
    ["public, max-age=60", 200, [TITLE]],
    ["public, max-age=60", 203, []],
    ["public, max-age=60", 500, []],
    ["public, max-age=60", 429, []],
  ])("keeps an answer with %s and status %i as %p", async (cacheControl, status, expected) => {
    network.serve(TITLE, "one", status, { "cache-control": cacheControl });
    expect(await ask()).toBe("one");
    expect(kept()).toEqual(expected);
  });

  it.each([
    [404, []],
    [403, []],
    [429, [TITLE]],
    [503, [TITLE]],
  ])("after a renewal that was answered %i keeps %p", async (status, expected) => {
    network.serve(TITLE, "one");
    await ask();
    later(11);
    network.serve(TITLE, "refused", status);
    expect(await ask()).toBe("one");
    expect(kept()).toEqual(expected);
  });

  it("renews once for all who ask meanwhile", async () => {
    network.serve(TITLE, "one");
    await ask();
    later(11);
    await Promise.all([1, 2, 3].map(() => cache.respond(request(TITLE), background.keepAlive)));
    await background.done();
    expect(network.asked).toEqual([TITLE, TITLE]);
  });

  it("keeps the type of an answer and not the encoding that it no longer has", async () => {
    network.serve(TITLE, "one", 200, { "content-type": "application/json", "content-encoding": "br" });
    await ask();
    const headers = Object.fromEntries((await cache.respond(request(TITLE), background.keepAlive)).headers);
    expect(headers).toEqual({ "content-type": "application/json", "x-p95-stored-at": String(nowMillis) });
  });

  it("gives the older half away when there is no room, and answers in any case", async () => {
    for (const n of [1, 2, 3]) {
      network.serve(`/api/titles/${n}`, `${n}`);
      await ask(`/api/titles/${n}`);
    }
    network.serve("/api/titles/4", "4");
    caches.byName.get(METADATA_CACHE)!.failingPuts = 1;
    expect(await ask("/api/titles/4")).toBe("4");
    expect(kept()).toEqual(["/api/titles/3", "/api/titles/4"]);
    network.serve("/api/titles/5", "5");
    caches.byName.get(METADATA_CACHE)!.failingPuts = 2;
    expect(await ask("/api/titles/5")).toBe("5");
    expect(kept()).toEqual(["/api/titles/4"]);
  });

  it("remembers what pages had loaded, as many as it may keep, and asks for nothing that it has", async () => {
    for (const n of [1, 2, 3, 4]) network.serve(`/api/titles/${n}`, `${n}`);
    await ask();
    await cache.remember([1, 2, 3, 4].map((n) => `${ORIGIN}/api/titles/${n}`));
    expect(kept()).toEqual([1, 2, 3].map((n) => `/api/titles/${n}`));
    expect(network.asked).toEqual([1, 2, 3].map((n) => `/api/titles/${n}`));
  });

  it("forgets everything, and what was asked for before", async () => {
    network.serve(TITLE, "one");
    await ask();
    later(11);
    let answer: (response: Response) => void = () => {};
    network.answers.set(TITLE, () => new Promise((resolve) => (answer = resolve)));
    await cache.respond(request(TITLE), background.keepAlive);
    await cache.forget();
    answer(new Response("late"));
    await background.done();
    expect(caches.contents()).toEqual({});
  });

  it("drops what is too old", async () => {
    network.serve("/api/titles/1", "1");
    network.serve("/api/titles/2", "2");
    await ask("/api/titles/1");
    later(60);
    await ask("/api/titles/2");
    later(40.001);
    await cache.prune();
    expect(kept()).toEqual(["/api/titles/2"]);
  });
});
