import { beforeEach, describe, expect, it } from "@jest/globals";
import { Cache, type CacheOptions } from "../../../runtime/cache/cache";
import type { Json } from "../../../runtime/cache/json";
import { FakeClock, MemoryStore, metricsUnderTest, settle } from "./fake-world";

type Recs = { readonly titles: readonly number[]; readonly note?: string };
const isRecs = (value: Json): value is Recs => Array.isArray(Object(value).titles);

const policy = {
  keyTemplate: "recs:{profileId}:{context}",
  ttlSeconds: 1_800,
  ttlJitterPercent: 10,
  negativeTtlSeconds: 30,
  refreshAheadSeconds: 60,
  staleGraceSeconds: 3_600,
};
const limits = {
  l1MaxEntries: 100,
  l1MaxBytes: 10_000,
  l1TtlSeconds: 30,
  l2TimeoutMillis: 25,
  breakerFailureCount: 5,
  breakerCooldownMillis: 2_000,
  maxValueBytes: 1_024,
  lockMillis: 5_000,
  loadTimeoutMillis: 2_000,
};
const HOME = { profileId: 42, context: "home" };
const KEY = "recs:42:home";

let clock: FakeClock;
let store: MemoryStore;
let random: number;
let world: ReturnType<typeof metricsUnderTest>;
/** Loads so far, each ended by the test. */
let loads: { parts: object; signal: AbortSignal; resolve(value: any): void; reject(error: Error): void }[];

beforeEach(() => {
  clock = new FakeClock();
  store = new MemoryStore(clock);
  random = 0;
  world = metricsUnderTest();
  loads = [];
});

/** What a process of its own has: its L1, and the store that all share. */
function cache(options: Partial<CacheOptions<"profileId" | "context", Recs>> = {}) {
  const load = (parts: object, signal: AbortSignal) =>
    new Promise<Recs | null>((resolve, reject) => loads.push({ parts, signal, resolve, reject }));
  return new Cache<"profileId" | "context", Recs>(
    { name: "recs", parts: ["profileId", "context"], policy, limits, accepts: isRecs, load, ...options },
    { store, metrics: world.metrics, clock, random: () => random },
  );
}

/** Fills the cache with one loaded value. */
async function filled(under: ReturnType<typeof cache>, titles = [1, 2]) {
  const answer = under.get(HOME);
  await settle();
  loads.at(-1)!.resolve({ titles });
  await answer;
  await under.settled();
}

describe("a miss", () => {
  it("loads once with the key's parts, and keeps the JSON in Redis for 1,800 seconds", async () => {
    const one = cache();
    await filled(one);
    expect(loads.map(({ parts }) => parts)).toEqual([HOME]);
    expect(store.entries.get(KEY)).toEqual({ text: '{"titles":[1,2]}', until: 1_800_000 });
  });

  it("expires earlier by up to the jitter, and never later", async () => {
    random = 0.999;
    await filled(cache());
    expect(store.entries.get(KEY)!.until).toBe(Math.floor(1_800_000 * (1 - 0.1 * 0.999)));
  });

  it("leaves no lock behind", async () => {
    await filled(cache());
    expect([...store.entries.keys()]).toEqual([KEY]);
  });

  it("gives the same frozen value as a hit in the process and a hit in Redis", async () => {
    const one = cache();
    const first = one.get(HOME);
    await settle();
    loads[0]!.resolve({ titles: [1], note: undefined });
    const loaded = await first;
    await one.settled();
    const answers = [loaded, await one.get(HOME), await cache().get(HOME)];
    expect(answers).toStrictEqual([{ titles: [1] }, { titles: [1] }, { titles: [1] }]);
    expect(answers.map((answer) => Object.isFrozen(answer) && Object.isFrozen(answer!.titles))).toEqual([
      true,
      true,
      true,
    ]);
    expect(await world.told("cache_requests_total")).toEqual({ "recs load": 1, "recs l1": 1, "recs l2": 1 });
  });

  it("keeps that there is nothing, for 30 seconds", async () => {
    const one = cache();
    const first = one.get(HOME);
    await settle();
    loads[0]!.resolve(null);
    expect([await first, await one.get(HOME), await cache().get(HOME)]).toEqual([null, null, null]);
    expect(store.entries.get(KEY)).toEqual({ text: "null", until: 30_000 });
    await clock.advance(30_000);
    void one.get(HOME);
    await settle();
    expect(loads).toHaveLength(2);
  });

  it("gives the source's error to its caller, releases the lock and keeps nothing", async () => {
    const one = cache();
    const answer = one.get(HOME);
    await settle();
    loads[0]!.reject(new Error("database is down"));
    await expect(answer).rejects.toThrow("database is down");
    await one.settled();
    expect([...store.entries.keys()]).toEqual([]);
    expect(await world.told("cache_requests_total")).toEqual({ "recs error": 1 });
  });

  it("ends a load after its time, says so to the loader, and lets the next caller try", async () => {
    const one = cache();
    const answer = expect(one.get(HOME)).rejects.toThrow("no answer within 2000 ms");
    await clock.advance(1_999);
    expect(loads[0]!.signal.aborted).toBe(false);
    await clock.advance(1);
    await answer;
    expect(loads[0]!.signal.aborted).toBe(true);
    await filled(one);
    expect(loads).toHaveLength(2);
  });

  it("refuses a loaded value that it would refuse from Redis", async () => {
    const answer = cache({ load: async () => ({ films: [] }) as any }).get(HOME);
    await expect(answer).rejects.toThrow("recs: loaded a value that is not accepted");
  });

  it("answers what is too big, and keeps it nowhere", async () => {
    const one = cache({ load: async () => ({ titles: [], note: "x".repeat(1_024) }) });
    expect((await one.get(HOME))!.note).toHaveLength(1_024);
    await one.settled();
    expect([...store.entries.keys()]).toEqual([]);
    expect(await world.told("cache_errors_total")).toEqual({ "recs too_big": 1 });
    const fits = { titles: [], note: "x".repeat(1_024 - '{"titles":[],"note":""}'.length) };
    const other = cache({ load: async () => fits });
    await other.get(HOME);
    await other.settled();
    expect([...store.entries.keys()]).toEqual([KEY]);
  });
});

describe("many misses at once", () => {
  it("are one load in one process", async () => {
    const one = cache();
    const answers = Array.from({ length: 200 }, () => one.get(HOME));
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [7] });
    expect(new Set(await Promise.all(answers)).size).toBe(1);
    expect(await world.told("cache_requests_total")).toEqual({ "recs load": 1, "recs shared": 199 });
  });

  it("are one load in several processes, whose others look for it every 10 to 30 ms", async () => {
    const [one, two] = [cache(), cache()];
    const first = one.get(HOME);
    await settle();
    const second = two.get(HOME);
    await clock.advance(100);
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [7] });
    await first;
    await one.settled();
    await clock.advance(10);
    expect(await second).toEqual({ titles: [7] });
    expect(loads).toHaveLength(1);
  });

  it("look once more under the lock, as its last holder may have finished just then", async () => {
    const one = cache();
    const get = store.get.bind(store);
    let first = true;
    store.get = async (key) => {
      const found = await get(key);
      if (first) store.entries.set(KEY, { text: '{"titles":[9]}', until: 1_000_000 });
      first = false;
      return found;
    };
    expect(await one.get(HOME)).toEqual({ titles: [9] });
    await one.settled();
    expect(loads).toEqual([]);
    expect([...store.entries.keys()]).toEqual([KEY]);
  });

  it("load themselves when the lock's holder takes longer than a load may", async () => {
    store.entries.set(`${KEY}#lock`, { text: "of another", until: 1_000_000 });
    const one = cache();
    const answer = one.get(HOME);
    await clock.advance(1_980);
    expect(loads).toEqual([]);
    await clock.advance(40);
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [1] });
    await answer;
    await one.settled();
    expect(store.entries.get(`${KEY}#lock`)!.text).toBe("of another");
    expect(store.entries.get(KEY)!.text).toBe('{"titles":[1]}');
  });

  it("take over the lease of a process that died", async () => {
    store.entries.set(`${KEY}#lock`, { text: "of another", until: 500 });
    const answer = cache().get(HOME);
    await clock.advance(490);
    expect(loads).toEqual([]);
    await clock.advance(30);
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [1] });
    await answer;
  });
});

describe("a lease", () => {
  it("that ran out is not given back, and what was loaded under it does not overwrite a younger value", async () => {
    const one = cache({ limits: { ...limits, lockMillis: 1_000 } });
    const answer = one.get(HOME);
    await settle();
    store.mode = "failing"; // so that it is not renewed
    await clock.advance(1_000);
    store.mode = "up";
    store.entries.set(`${KEY}#lock`, { text: "of another", until: 2_000 });
    store.entries.set(KEY, { text: '{"titles":[2]}', until: 1_800_000 });
    loads[0]!.resolve({ titles: [1] });
    await answer;
    await one.settled();
    expect(store.entries.get(`${KEY}#lock`)!.text).toBe("of another");
    expect(store.entries.get(KEY)!.text).toBe('{"titles":[2]}');
  });

  it("is renewed as long as its load goes on, and no longer", async () => {
    const one = cache({ limits: { ...limits, lockMillis: 500 } });
    const answer = one.get(HOME);
    await clock.advance(1_999);
    expect(store.entries.get(`${KEY}#lock`)!.until).toBe(1_800 + 500);
    expect(store.commands.filter((command) => command === `SET ${KEY}#lock 500`)).toHaveLength(9);
    loads[0]!.resolve({ titles: [1] });
    await answer;
    await one.settled();
    store.commands.length = 0;
    await clock.advance(1_000);
    expect([store.commands, [...store.entries.keys()]]).toEqual([[], [KEY]]);
  });

  it("is compared before it is deleted", async () => {
    const one = cache();
    const answer = one.get(HOME);
    await settle();
    store.entries.set(`${KEY}#lock`, { text: "of another", until: 5_000 });
    loads[0]!.resolve({ titles: [1] });
    await answer;
    await one.settled();
    expect(store.entries.get(`${KEY}#lock`)!.text).toBe("of another");
  });
});

describe("a hit", () => {
  it("is answered in the process for 30 seconds, then by Redis", async () => {
    const one = cache();
    await filled(one);
    store.commands.length = 0;
    await clock.advance(29_999);
    await one.get(HOME);
    expect(store.commands).toEqual([]);
    await clock.advance(1);
    await one.get(HOME);
    expect(store.commands).toEqual([`GET ${KEY}`]);
    expect(loads).toHaveLength(1);
  });

  it("is kept in the process no longer than Redis keeps it", async () => {
    store.entries.set(KEY, { text: '{"titles":[1]}', until: 10_000 });
    const one = cache({ policy: { ...policy, refreshAheadSeconds: 0 } });
    await one.get(HOME);
    await clock.advance(9_999);
    await one.get(HOME);
    expect(loads).toEqual([]);
    await clock.advance(1);
    void one.get(HOME);
    await settle();
    expect(loads).toHaveLength(1);
  });

  it("in its last 60 seconds is answered at once and loaded anew, once, beside its answer", async () => {
    store.entries.set(KEY, { text: '{"titles":[1]}', until: 59_999 });
    const [one, two] = [cache(), cache()];
    expect([await one.get(HOME), await two.get(HOME)]).toEqual([{ titles: [1] }, { titles: [1] }]);
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [2] });
    await one.settled();
    expect(store.entries.get(KEY)).toEqual({ text: '{"titles":[2]}', until: 1_800_000 });
    expect(await one.get(HOME)).toEqual({ titles: [2] });
  });

  it("before its last 60 seconds is not loaded anew", async () => {
    store.entries.set(KEY, { text: '{"titles":[1]}', until: 60_000 });
    const one = cache();
    await one.get(HOME);
    await one.settled();
    expect(loads).toEqual([]);
  });

  it("survives a refresh that fails", async () => {
    store.entries.set(KEY, { text: '{"titles":[1]}', until: 59_999 });
    const one = cache();
    await one.get(HOME);
    await settle();
    loads[0]!.reject(new Error("database is down"));
    await one.settled();
    await clock.advance(29_999); // as long as any value is answered without another look
    expect(await one.get(HOME)).toEqual({ titles: [1] });
    expect([loads.length, await world.told("cache_requests_total")]).toEqual([1, { "recs l2": 1, "recs l1": 1 }]);
    expect(await cache({ policy: { ...policy, refreshAheadSeconds: 0 } }).get(HOME)).toEqual({ titles: [1] });
  });

  it.each([
    ["no JSON", "{titles"],
    ["of another shape", '{"films":[1]}'],
    ["a JSON string", '"{\\"titles\\":[1]}"'],
  ])("that is %s is a miss", async (_, text) => {
    store.entries.set(KEY, { text, until: 1_000_000 });
    await filled(cache(), [5]);
    expect(store.entries.get(KEY)!.text).toBe('{"titles":[5]}');
    expect((await world.told("cache_errors_total"))["recs unreadable"]).toBe(2);
  });
});

describe("a source that fails", () => {
  it("leaves the last value to answer, until its grace is over, and is left alone for a second", async () => {
    const one = cache();
    await filled(one);
    store.entries.clear();
    await clock.advance(30_000);
    const stale = one.get(HOME);
    await settle();
    loads[1]!.reject(new Error("database is down"));
    expect(await stale).toEqual({ titles: [1, 2] });
    expect(await one.get(HOME)).toEqual({ titles: [1, 2] });
    expect(loads).toHaveLength(2);
    expect(await world.told("cache_requests_total")).toEqual({ "recs load": 1, "recs stale": 2 });

    await clock.advance(3_600_000);
    const late = one.get(HOME);
    await settle();
    loads[2]!.reject(new Error("database is down"));
    await expect(late).rejects.toThrow("database is down");
  });

  it("answers fresh again as soon as it can", async () => {
    const one = cache();
    await filled(one);
    store.entries.clear();
    await clock.advance(30_000);
    const stale = one.get(HOME);
    await settle();
    loads[1]!.reject(new Error("database is down"));
    await stale;
    await clock.advance(1_000);
    await filled(one, [3]);
    expect(await one.get(HOME)).toEqual({ titles: [3] });
  });
});

describe("Redis that is away", () => {
  it.each(["failing", "hanging"] as const)("(%s) costs its time-out and nothing else", async (mode) => {
    store.mode = mode;
    const one = cache();
    const answer = one.get(HOME);
    await clock.advance(25);
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [1] });
    expect(await answer).toEqual({ titles: [1] });
    expect(await one.get(HOME)).toEqual({ titles: [1] });
  });

  it("is one load per key in each process", async () => {
    store.mode = "failing";
    const one = cache();
    const answers = Array.from({ length: 200 }, () => one.get(HOME));
    await settle();
    expect(loads).toHaveLength(1);
    loads[0]!.resolve({ titles: [1] });
    await Promise.all(answers);
  });

  it("is not asked for 2 seconds after 5 failures, then by one call, then by all", async () => {
    store.mode = "failing";
    const one = cache({ load: async () => ({ titles: [1] }) });
    const ask = async (profileId: number) => {
      await one.get({ profileId, context: "home" });
      await one.settled();
    };
    for (const profileId of [1, 2, 3, 4]) await ask(profileId);
    expect(store.commands).toHaveLength(5); // a GET and a SET for each of two keys, then the fifth failure
    expect(await world.told("cache_breaker_open")).toEqual({ recs: 1 });
    await clock.advance(1_999);
    await ask(5);
    expect(store.commands).toHaveLength(5);
    await clock.advance(1);
    await ask(6);
    expect(store.commands).toHaveLength(6);
    store.mode = "up";
    await clock.advance(2_000);
    await ask(7);
    expect(await world.told("cache_breaker_open")).toEqual({});
    expect(store.entries.get("recs:7:home")!.text).toBe('{"titles":[1]}');
  });
});

it("lets one call try whether Redis is back, while the others go to the source", async () => {
  store.mode = "hanging";
  const one = cache({ load: async () => ({ titles: [1] }), limits: { ...limits, breakerFailureCount: 1 } });
  const ask = (profileId: number) => one.get({ profileId, context: "home" });
  const first = ask(1);
  await clock.advance(25);
  await first;
  await clock.advance(2_000);
  store.commands.length = 0;
  const [trying, others] = [ask(2), Promise.all([ask(3), ask(4)])];
  await settle();
  expect(store.commands).toEqual(["GET recs:2:home"]);
  await others;
  await clock.advance(25);
  await trying;
});

describe("invalidation", () => {
  it("removes the value here and in Redis", async () => {
    const one = cache();
    await filled(one);
    await one.invalidate(HOME);
    expect([...store.entries.keys()]).toEqual([]);
    await filled(one, [3]);
    expect(await one.get(HOME)).toEqual({ titles: [3] });
  });

  it("keeps a load that began before it from being kept", async () => {
    const one = cache();
    const old = one.get(HOME);
    await settle();
    await one.invalidate(HOME);
    loads[0]!.resolve({ titles: [1] });
    await old;
    await one.settled();
    expect([...store.entries.keys()]).toEqual([]);
    await filled(one, [2]);
    expect(await one.get(HOME)).toEqual({ titles: [2] });
  });
});

it("holds no more in the process than its limits, the least asked for going first", async () => {
  const one = cache({
    limits: { ...limits, l1MaxEntries: 2 },
    load: async ({ profileId }) => ({ titles: [Number(profileId)] }),
  });
  for (const profileId of [1, 2, 1, 3]) await one.get({ profileId, context: "home" });
  await one.settled();
  store.commands.length = 0;
  for (const profileId of [1, 3, 2]) await one.get({ profileId, context: "home" });
  expect(store.commands).toEqual(["GET recs:2:home"]);
  expect(await world.told("cache_local_size")).toEqual({
    "recs entries": 2,
    "recs bytes": 2 * 2 * ("recs:2:home".length + '{"titles":[2]}'.length),
  });
});
