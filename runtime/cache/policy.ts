import type { LeaseLimits } from "./leases";
import type { LocalLimits } from "./local";
import type { StoreLimits } from "./store";

/** Times and name of one kind of key. */
export interface FamilyPolicy {
  /** E.g. `recs:{profileId}:{context}`. */
  readonly keyTemplate: string;
  /** Longest that a value is answered after its load, both levels together. Unit: seconds. */
  readonly ttlSeconds: number;
  /** Values expire up to this much earlier, so that those loaded together do not expire together. Unit: percent of the TTL. */
  readonly ttlJitterPercent: number;
  /** TTL of "there is none". Unit: seconds. */
  readonly negativeTtlSeconds: number;
  /** In its last seconds a value that is asked for is loaded anew beside its answer; 0 turns that off. Unit: seconds. */
  readonly refreshAheadSeconds: number;
  /** How long after its time a value in this process still answers for a source that fails. Unit: seconds. */
  readonly staleGraceSeconds: number;
}

export interface CacheLimits extends LeaseLimits, LocalLimits, StoreLimits {
  /** How long a process answers without asking Redis. Unit: seconds. */
  readonly l1TtlSeconds: number;
  /** What is longer as JSON is answered, and not kept. Unit: bytes. */
  readonly maxValueBytes: number;
  /** Longest load, and longest wait for another process's. Unit: milliseconds. */
  readonly loadTimeoutMillis: number;
}
