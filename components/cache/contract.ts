import type * as pulumi from "@pulumi/pulumi";
import { type CacheAddress, contractVariables } from "../../runtime/cache/contract";
import type { CacheLimits, FamilyPolicy } from "../../runtime/cache/policy";
import type { RecordPolicy } from "../../runtime/cache/records";
import type { CacheEndpoint, SessionsEndpoints } from "./endpoint";

/** The caches that a workload uses, as the components that declare them give them out. */
export interface UsedCaches {
  readonly recommendations?: CacheEndpoint;
  readonly metadata?: CacheEndpoint;
  readonly sessions?: SessionsEndpoints;
}

/** What the cache library keeps to in every process. */
export const CACHE_LIMITS: CacheLimits = {
  l1MaxEntries: 10_000,
  l1MaxBytes: 64 * 1024 * 1024, // a sixteenth of the memory of a pod with 1 GiB
  l1TtlSeconds: 30,
  l2TimeoutMillis: 25, // a healthy cluster answers within 1 ms; above this the source is nearly as fast
  breakerFailureCount: 5,
  breakerCooldownMillis: 2_000,
  maxValueBytes: 256 * 1024,
  lockMillis: 500, // what a process that dies in the middle of a load costs the others
  loadTimeoutMillis: 2_000,
};

/** Keys, with the prefixes that `accessString` allows. */
export const RECOMMENDATION_KEYS: { readonly recs: FamilyPolicy } = {
  recs: {
    keyTemplate: "recs:{profileId}:{context}",
    ttlSeconds: 1_800,
    ttlJitterPercent: 10,
    negativeTtlSeconds: 30,
    refreshAheadSeconds: 60,
    staleGraceSeconds: 86_400,
  },
};

/** Content events remove what they make stale; the TTL is for the one that got lost. */
export const METADATA_KEYS: { readonly metadata: FamilyPolicy } = {
  metadata: {
    keyTemplate: "metadata:{titleId}",
    ttlSeconds: 3_600,
    ttlJitterPercent: 10,
    negativeTtlSeconds: 30,
    refreshAheadSeconds: 60,
    staleGraceSeconds: 86_400,
  },
};

export const SESSION_KEYS: { readonly session: RecordPolicy; readonly userState: RecordPolicy } = {
  session: { keyTemplate: "session:{sessionId}", ttlSeconds: 4 * 3_600 }, // the longest film, with a pause; written again by heartbeats
  userState: { keyTemplate: "user-state:{profileId}", ttlSeconds: 0 }, // never evicted, see `purposes.ts`
};

/** Environment of a workload that uses these caches through `runtime/cache`: keys, times, limits and endpoints. Holds no secret. */
export function cacheContract({
  recommendations,
  metadata,
  sessions,
}: UsedCaches): Readonly<Record<string, pulumi.Input<string>>> {
  return contractVariables<pulumi.Input<string>>({
    limits: CACHE_LIMITS,
    ...(recommendations && { recommendations: { endpoint: address(recommendations), ...RECOMMENDATION_KEYS } }),
    ...(metadata && { metadata: { endpoint: address(metadata), ...METADATA_KEYS } }),
    ...(sessions && {
      sessions: { read: address(sessions.read), write: address(sessions.write), ...SESSION_KEYS },
    }),
  });
}

/** Every cache of ElastiCache that we declare speaks the cluster protocol over TLS. */
function address(endpoint: CacheEndpoint): CacheAddress<pulumi.Input<string>> {
  const { host, port, region, cacheName, serverless, userName } = endpoint;
  return { host, port, region, name: cacheName, serverless, user: userName, tls: true, cluster: true };
}
