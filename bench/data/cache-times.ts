import { CACHE_LIMITS, RECOMMENDATION_KEYS } from "../../components/cache/contract";
import type { CacheLimits, FamilyPolicy } from "../../runtime/cache/policy";

/** So short that all keys expire within the seconds of a run, and long enough that a load is still short against it. */
export const CACHE_TTL_SECONDS = 30;

const SCALE = CACHE_TTL_SECONDS / RECOMMENDATION_KEYS.recs.ttlSeconds;

/** The contract's own, all times by the same factor. */
export const SCALED_POLICY: FamilyPolicy = {
  ...RECOMMENDATION_KEYS.recs,
  ttlSeconds: CACHE_TTL_SECONDS,
  negativeTtlSeconds: RECOMMENDATION_KEYS.recs.negativeTtlSeconds * SCALE,
  refreshAheadSeconds: RECOMMENDATION_KEYS.recs.refreshAheadSeconds * SCALE,
  staleGraceSeconds: RECOMMENDATION_KEYS.recs.staleGraceSeconds * SCALE,
};

/**
 * On a busy machine, where all instances share a thread with who asks, the contract's 25 ms for Redis would be a matter of luck. A lease
 * must outlast two commands.
 */
export const SCALED_LIMITS: CacheLimits = {
  ...CACHE_LIMITS,
  l1TtlSeconds: CACHE_LIMITS.l1TtlSeconds * SCALE,
  l2TimeoutMillis: 500,
  lockMillis: 3_000,
};
