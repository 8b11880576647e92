import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import { type CacheOptions, openCache, recsOf } from "../../support/redis-cache";
import { type RedisServer, startRedis } from "../../support/redis-server";

// Debian 12: redis-server (7.0)
let server: RedisServer;
let opened: Awaited<ReturnType<typeof openCache>>[];

beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  opened = [];
  await server.admin.flushall();
});
afterEach(() => Promise.all(opened.map(({ close }) => close())));

/** On a busy machine the real time-out of 25 ms would be a matter of luck; only what is about it keeps it. */
const PATIENT = { l2TimeoutMillis: 5_000, lockMillis: 20_000 };

async function open(options: CacheOptions = {}) {
  const one = await openCache(server.address, { ...options, limits: { ...PATIENT, ...options.limits } });
  opened.push(one);
  return one;
}

const HOME = { profileId: 42, context: "home" };

describe("a key in Redis", () => {
  it("is recs:<profile>:<context>, holds the plain JSON, and lives for 1,800 seconds", async () => {
    const { cache } = await open({ policy: { ttlJitterPercent: 0 } });
    const before = Date.now();
    await cache.get(HOME);
    await cache.settled();
    expect(await server.admin.keys("*")).toEqual(["recs:42:home"]);
    expect(await server.admin.get("recs:42:home")).toBe(JSON.stringify(recsOf(HOME)));
    const expiresAt = Number(await server.admin.call("PEXPIRETIME", "recs:42:home"));
    expect(expiresAt).toBeGreaterThanOrEqual(before + 1_800_000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + 1_800_000);
  });

  it("lives up to 10 percent shorter, never longer, so that 300 loaded together do not expire together", async () => {
    const { cache } = await open();
    await Promise.all(Array.from({ length: 300 }, (_, profileId) => cache.get({ profileId, context: "home" })));
    await cache.settled();
    const ttls = await Promise.all(
      Array.from({ length: 300 }, (_, profileId) => server.admin.pttl(`recs:${profileId}:home`)),
    );
    expect(Math.max(...ttls)).toBeLessThanOrEqual(1_800_000);
    expect(Math.min(...ttls)).toBeGreaterThan(1_620_000 - 60_000); // what the test itself takes
    const seconds = ttls.map((ttl) => Math.floor(ttl / 1_000));
    const busiestSecond = Math.max(...seconds.map((second) => seconds.filter((each) => each === second).length));
    expect(busiestSecond).toBeLessThan(30);
  });

  it("says for 30 seconds that there is nothing", async () => {
    let loads = 0;
    const none = async () => {
      loads += 1;
      return null;
    };
    const [one, two] = [await open({ load: none }), await open({ load: none })];
    expect(await one.cache.get(HOME)).toBeNull();
    await one.cache.settled();
    expect(await two.cache.get(HOME)).toBeNull();
    expect([loads, await server.admin.get("recs:42:home")]).toEqual([1, "null"]);
    expect(await server.admin.pttl("recs:42:home")).toBeLessThanOrEqual(30_000);
  });
});

describe("an answer", () => {
  it("has the same type and value on a miss, a hit in the process and a hit in Redis", async () => {
    const [one, two] = [await open(), await open()];
    const miss = await one.cache.get(HOME);
    await one.cache.settled();
    const answers = [miss, await one.cache.get(HOME), await two.cache.get(HOME)];
    expect(answers).toStrictEqual([recsOf(HOME), recsOf(HOME), recsOf(HOME)]);
    expect([await one.count("cache_requests_total"), await two.count("cache_requests_total")]).toEqual([
      { load: 1, l1: 1 },
      { l2: 1 },
    ]);
  });

  it("is loaded anew where Redis holds something else under its key", async () => {
    await server.admin.rpush("recs:42:home", "a list");
    const { cache, count } = await open();
    expect(await cache.get(HOME)).toEqual(recsOf(HOME));
    await cache.settled();
    expect(await server.admin.get("recs:42:home")).toBe(JSON.stringify(recsOf(HOME)));
    expect(await count("cache_errors_total")).toEqual({ unreadable: 2 });
  });
});

describe("200 misses of one key at once", () => {
  it("are one load in one process", async () => {
    let loads = 0;
    const { cache, count } = await open({
      load: async (parts) => {
        loads += 1;
        await new Promise((resolve) => setTimeout(resolve, 50));
        return recsOf(parts);
      },
    });
    const answers = await Promise.all(Array.from({ length: 200 }, () => cache.get(HOME)));
    expect(answers.filter((answer) => JSON.stringify(answer) !== JSON.stringify(recsOf(HOME)))).toEqual([]);
    expect([loads, await count("cache_requests_total")]).toEqual([1, { load: 1, shared: 199 }]);
  });

  it("are one load in four processes, and leave no lock", async () => {
    const script = join(__dirname, "redis-process.ts");
    const processes: ChildProcess[] = Array.from({ length: 4 }, () =>
      fork(script, [JSON.stringify(server.address), "50"], { execArgv: ["--require", "sucrase/register/ts"] }),
    );
    try {
      await Promise.all(processes.map((each) => once(each, "message")));
      const reports = processes.map((each) => once(each, "message"));
      for (const each of processes) each.send("go");
      const said = (await Promise.all(reports)).map(([report]) => report);
      expect(said.reduce((sum, { loads }) => sum + loads, 0)).toBe(1);
      expect([...new Set(said.flatMap(({ answers }) => answers))]).toEqual([
        JSON.stringify(recsOf({ profileId: 1, context: "home" })),
      ]);
      expect(await server.admin.keys("*")).toEqual(["recs:1:home"]);
    } finally {
      for (const each of processes) each.kill("SIGKILL");
    }
  });
});
