import { Redis } from "ioredis";
import { RECOMMENDATION_KEYS } from "../../components/cache/contract";
import { openCache, type Recs } from "../../test/support/redis-cache";
import { type RedisServer, startRedis } from "../../test/support/redis-server";
import { CACHE_TTL_SECONDS, SCALED_LIMITS, SCALED_POLICY } from "./cache-times";
import type { Part, PartContext } from "./part";
import { programMissing } from "./program-missing";
import type { ResultTable } from "./result-table";
import { Source } from "./source";
import { mustAgree, percentile, ratioOf, spreadOf, takeTurns } from "./turns";

/** Processes of a service, each with a connection to Redis of its own. Here they share one thread. */
const INSTANCES = 4;
/** Profiles that ask; the share of the profile on rank n is 1/n of that on the first. */
const PROFILES = 300;
const REQUESTS = 8_000;
const REQUESTS_PER_SECOND = 1_000;

/** Of the naive side, when a run begins; those of ours that expire first have a second left then. */
const LEFT_MILLIS = 4_000;

/** A pool of connections that is as large as the source bears. */
const POOL_LOADS = 6;

/** `npm run bench -- data --part cache` */
export const cachePart: Part = {
  name: "cache",
  missing: () => programMissing("redis-server"),
  async run(context) {
    const server = await startRedis();
    try {
      await mustAnswerAlike(server);
      const tables: ResultTable[] = [];
      for (const limit of [POOL_LOADS, Number.POSITIVE_INFINITY]) tables.push(await compare(server, limit, context));
      return tables;
    } finally {
      await server.stop();
    }
  },
};

type Side = "naive" | "ours";

/** One instance of a service. */
interface Instance {
  get(profileId: number): Promise<Recs | null>;
  close(): Promise<void>;
}

const keyOf = (profileId: number) => `recs:${profileId}:home`;

/** GET, load on a miss, SETEX: the seed's snippet, with the JSON parsed that it hands out as text on a hit. */
function openNaive(port: number, source: Source): Instance {
  const redis = new Redis(port, "127.0.0.1");
  return {
    async get(profileId) {
      const key = keyOf(profileId);
      const cached = await redis.get(key);
      if (cached) return JSON.parse(cached);
      const loaded = await source.load(profileId);
      await redis.psetex(key, CACHE_TTL_SECONDS * 1_000, JSON.stringify(loaded));
      return loaded;
    },
    close: async () => redis.disconnect(),
  };
}

async function openOurs(server: RedisServer, source: Source): Promise<Instance> {
  const { cache, close } = await openCache(server.address, {
    load: ({ profileId }) => source.load(Number(profileId)),
    policy: SCALED_POLICY,
    limits: SCALED_LIMITS,
  });
  return { get: (profileId) => cache.get({ profileId, context: "home" }), close };
}

async function openInstances(side: Side, server: RedisServer, source: Source): Promise<Instance[]> {
  const one = () => (side === "naive" ? openNaive(server.port, source) : openOurs(server, source));
  return Promise.all(Array.from({ length: INSTANCES }, one));
}

/** Both sides, when they load and when they do not, against the source itself. */
async function mustAnswerAlike(server: RedisServer): Promise<void> {
  const profiles = Array.from({ length: 20 }, (_, i) => i * 31);
  const source = new Source(Number.POSITIVE_INFINITY);
  const answers: Record<string, string> = { source: JSON.stringify(profiles.map((id) => source.answer(id))) };
  for (const side of ["naive", "ours"] as const) {
    await server.admin.flushall();
    const instances = await openInstances(side, server, source);
    for (const when of ["on a miss", "on a hit", "from another instance"]) {
      const { get } = instances[when === "from another instance" ? 1 : 0] as Instance;
      answers[`${side}, ${when}`] = JSON.stringify(await Promise.all(profiles.map(get)));
    }
    await Promise.all(instances.map((instance) => instance.close()));
  }
  mustAgree("cache-aside", answers);
}

interface Served {
  readonly p50Millis: number;
  readonly p99Millis: number;
  readonly loads: number;
  readonly mostLoadsAtOnce: number;
  /** Requests that got an error. */
  readonly failures: number;
}

async function compare(server: RedisServer, limit: number, { eventCount, runs, progress }: PartContext) {
  const name = limit === POOL_LOADS ? `a source of ${limit} loads at once` : "a source without limit";
  const requests = Math.min(REQUESTS, eventCount); // a small run is for the answers, not for the figures
  const side = (side: Side) => async (turn: number) => {
    const source = new Source(limit);
    const random = xorshift(turn + 1);
    const instances = await openInstances(side, server, source);
    await prime(side, server, source, random);
    const served = await serve(instances, source, requests, random);
    await Promise.all(instances.map((instance) => instance.close()));
    progress(`cache: ${name}, turn ${turn + 1} of ${runs}, ${side}`);
    return served;
  };
  return cacheTable(name, await takeTurns(runs, { naive: side("naive"), ours: side("ours") }));
}

/** What Redis holds some time after all keys were loaded at the same moment, as after a start: the same but for the jitter. */
async function prime(side: Side, server: RedisServer, source: Source, random: () => number): Promise<void> {
  await server.admin.flushall();
  const jitterMillis = side === "naive" ? 0 : CACHE_TTL_SECONDS * 10 * SCALED_POLICY.ttlJitterPercent;
  for (let profile = 1; profile <= PROFILES; profile++) {
    const leftMillis = Math.round(LEFT_MILLIS - jitterMillis * random());
    await server.admin.psetex(keyOf(profile), leftMillis, JSON.stringify(source.answer(profile)));
  }
}

/** Requests come when they come, however long answers take; latency counts from the moment when a request was due. */
async function serve(
  instances: readonly Instance[],
  source: Source,
  requests: number,
  random: () => number,
): Promise<Served> {
  const latencies: number[] = [];
  let failures = 0;
  const started = performance.now();
  const one = async (due: number) => {
    const profile = Math.floor(PROFILES ** random());
    const instance = instances[Math.floor(INSTANCES * random())] as Instance;
    try {
      const answer = await instance.get(profile);
      mustAgree(`profile ${profile}`, {
        source: JSON.stringify(source.answer(profile)),
        cache: JSON.stringify(answer),
      });
    } catch (error) {
      if (!(error as Error).message.startsWith("no answer within")) throw error;
      failures += 1;
    }
    latencies.push(performance.now() - due);
  };
  const under: Promise<void>[] = [];
  while (under.length < requests) {
    const dueCount = Math.min(requests, Math.ceil(((performance.now() - started) / 1_000) * REQUESTS_PER_SECOND));
    while (under.length < dueCount) under.push(one(started + (under.length / REQUESTS_PER_SECOND) * 1_000));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(under);
  const { loads, mostAtOnce: mostLoadsAtOnce } = source;
  const [p50Millis, p99Millis] = [percentile(latencies, 0.5), percentile(latencies, 0.99)];
  return { p50Millis, p99Millis, loads, mostLoadsAtOnce, failures };
}

/** From 0 to below 1, the same sequence for the same seed. Source: https://www.jstatsoft.org/article/view/v008i14 */
function xorshift(seed: number): () => number {
  let state = seed * 2_654_435_761;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

function cacheTable(name: string, figures: Readonly<Record<Side, readonly Served[]>>): ResultTable {
  const { naive, ours } = figures;
  const figure = (title: string, of: (one: Served) => number) => [
    title,
    spreadOf(naive, of),
    spreadOf(ours, of),
    ratioOf(naive, ours, of),
  ];
  const { ttlSeconds } = RECOMMENDATION_KEYS.recs;
  return {
    title: `Cache-aside before ${name}`,
    header: ["figure", "naive", "ours", "naive / ours"],
    rows: [
      figure("p50 ms", ({ p50Millis }) => p50Millis),
      figure("p99 ms", ({ p99Millis }) => p99Millis),
      figure("loads", ({ loads }) => loads),
      figure("most loads at once", ({ mostLoadsAtOnce }) => mostLoadsAtOnce),
      ["failed requests", spreadOf(naive, ({ failures }) => failures), spreadOf(ours, ({ failures }) => failures), "-"],
    ],
    notes: [
      `${PROFILES} keys that were loaded at the same moment, over the ${REQUESTS / REQUESTS_PER_SECOND} s in which all of them expire. Times of the policy`,
      `are 1/${ttlSeconds / CACHE_TTL_SECONDS} of the real ones, that of a load is real: jitter spreads loads over less time than in production.`,
    ],
  };
}
