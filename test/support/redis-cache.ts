import { once } from "node:events";
import type { Cluster, Redis } from "ioredis";
import { Registry } from "prom-client";
import { CACHE_LIMITS, RECOMMENDATION_KEYS } from "../../components/cache/contract";
import { Cache } from "../../runtime/cache/cache";
import { connect } from "../../runtime/cache/connect";
import type { CacheAddress } from "../../runtime/cache/contract";
import type { Json } from "../../runtime/cache/json";
import { CacheMetrics } from "../../runtime/cache/metrics";
import { RedisStore } from "../../runtime/cache/redis-store";
import type { SignIn } from "../../runtime/cache/sign-in";

/** A value that says whose it is. */
export type Recs = { readonly profileId: number; readonly context: string; readonly titles: readonly number[] };

export function isRecs(value: Json): value is Recs {
  return Array.isArray(Object(value).titles);
}

/** The only right answer for a key, as the source has it. */
export function recsOf({ profileId, context }: { profileId: string | number; context: string | number }): Recs {
  return {
    profileId: Number(profileId),
    context: String(context),
    titles: [Number(profileId) * 2, context === "home" ? 1 : 0],
  };
}

export interface CacheOptions {
  readonly load?: (parts: { profileId: string | number; context: string | number }) => Promise<Recs | null>;
  readonly limits?: Partial<typeof CACHE_LIMITS>;
  readonly policy?: Partial<(typeof RECOMMENDATION_KEYS)["recs"]>;
  readonly signIn?: SignIn;
  /** Hears why the client is not connected yet. */
  readonly onProblem?: (message: string) => void;
}

/** The library as a service uses it, with the contract's own limits, connected to a real server. */
export async function openCache(address: CacheAddress, options: CacheOptions = {}) {
  const registry = new Registry();
  const problems: string[] = [];
  const client: Redis | Cluster = connect(address, options.signIn, (message) => {
    problems.push(message);
    options.onProblem?.(message);
  });
  await once(client, "ready");
  const load = options.load ?? (async (parts) => recsOf(parts));
  const cache = new Cache<"profileId" | "context", Recs>(
    {
      name: "recs",
      parts: ["profileId", "context"],
      policy: { ...RECOMMENDATION_KEYS.recs, ...options.policy },
      limits: { ...CACHE_LIMITS, ...options.limits },
      accepts: isRecs,
      load,
    },
    { store: new RedisStore(client), metrics: new CacheMetrics(registry) },
  );
  const count = async (name: string) => {
    const { values } = await registry.getSingleMetric(name)!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [labels.result ?? labels.reason, value]));
  };
  const close = async () => {
    await cache.settled();
    client.disconnect();
  };
  return { cache, client, problems, count, close };
}
