import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openCache, recsOf } from "../../support/redis-cache";
import { type RedisServer, startRedis } from "../../support/redis-server";

// Debian 12: redis-server (7.0)
let server: RedisServer;

beforeEach(async () => {
  server = await startRedis();
});
afterEach(() => server?.stop());

/** A get may cost three time-outs of 25 ms and the load; the rest is for two busy cores. Unit: milliseconds. */
const LONGEST_MILLIS = 1_000;

/** Viewers who ask without pause, until told to stop; every answer is compared with the source. */
function ask(cache: Awaited<ReturnType<typeof openCache>>["cache"], viewers: number) {
  let going = true;
  const seen = { answers: 0, wrong: [] as string[], failed: [] as string[], longestMillis: 0 };
  const waiting = new Set<{ from: number; wake: () => void }>();
  const viewer = async (number: number) => {
    for (let turn = 0; going; turn++) {
      const parts = { profileId: (number * 37 + turn * 11) % 400, context: turn % 2 ? "home" : "search" };
      const started = performance.now();
      try {
        const answer = JSON.stringify(await cache.get(parts));
        if (answer !== JSON.stringify(recsOf(parts))) seen.wrong.push(answer);
      } catch (error) {
        seen.failed.push(String(error));
      }
      seen.longestMillis = Math.max(seen.longestMillis, performance.now() - started);
      seen.answers += 1;
      for (const each of waiting) if (seen.answers >= each.from) each.wake();
      await new Promise((resolve) => setImmediate(resolve)); // so that timers and sockets get their turn
    }
  };
  const viewing = Array.from({ length: viewers }, (_, number) => viewer(number));
  return {
    seen,
    /** Resolves after so many answers more. */
    more: (count: number) =>
      new Promise<void>((resolve) => {
        const wake = () => {
          waiting.delete(each);
          resolve();
        };
        const each = { from: seen.answers + count, wake };
        waiting.add(each);
      }),
    async end() {
      going = false;
      await Promise.all(viewing);
    },
  };
}

/** Asks L2 for nearly everything: the process itself keeps a value for a second, and few of them. */
const THIRSTY = { l1MaxEntries: 20, l1TtlSeconds: 1, breakerCooldownMillis: 100 };

describe("Redis in the middle of the load", () => {
  it("is killed and comes back empty: no wrong answer, no error, and none late", async () => {
    const { cache, count, close } = await openCache(server.address, { limits: THIRSTY });
    const load = ask(cache, 20);
    await load.more(3_000);
    const before = (await count("cache_requests_total")).l2 ?? 0;
    expect(before).toBeGreaterThan(100); // it was in use
    await server.kill();
    await load.more(3_000);
    await server.start();
    const back = async () => ((await count("cache_requests_total")).l2 ?? 0) >= before + 500;
    while (!(await back())) await load.more(200);
    await load.end();
    await close();
    const { wrong, failed, longestMillis } = load.seen;
    expect({ wrong, failed }).toEqual({ wrong: [], failed: [] });
    expect(longestMillis).toBeLessThan(LONGEST_MILLIS);
  });

  it("stops answering with its connections open, and goes on later: no wrong answer, no error, and none late", async () => {
    const { cache, count, close } = await openCache(server.address, { limits: THIRSTY });
    const load = ask(cache, 20);
    await load.more(3_000);
    const before = (await count("cache_requests_total")).l2 ?? 0;
    server.freeze();
    await load.more(3_000);
    expect((await count("cache_errors_total")).timeout).toBeGreaterThanOrEqual(5);
    server.thaw();
    const back = async () => ((await count("cache_requests_total")).l2 ?? 0) >= before + 500;
    while (!(await back())) await load.more(200);
    await load.end();
    await close();
    const { wrong, failed, longestMillis } = load.seen;
    expect({ wrong, failed }).toEqual({ wrong: [], failed: [] });
    expect(longestMillis).toBeLessThan(LONGEST_MILLIS);
  });
});
