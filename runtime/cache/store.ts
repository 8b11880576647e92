import { Breaker, type BreakerLimits } from "./breaker";
import { type Clock, TimeoutError, within } from "./clock";
import type { CacheMetrics } from "./metrics";

/** A text and how long it still lives. */
export interface Stored {
  readonly text: string;
  /** Unit: milliseconds; Infinity where it lives until it is removed. */
  readonly remainingMillis: number;
}

/** The second level: whatever shares texts between processes. Calls may fail or never end. */
export interface Store {
  get(key: string): Promise<Stored | undefined>;
  /** @param ttlMillis undefined: until it is removed. @returns false if `onlyIfAbsent` and there was one. */
  set(key: string, text: string, ttlMillis: number | undefined, onlyIfAbsent: boolean): Promise<boolean>;
  delete(key: string): Promise<void>;
}

/** The store did not answer, or was not asked. */
export const UNAVAILABLE = Symbol("unavailable");

export interface StoreLimits extends BreakerLimits {
  /** For each command. Unit: milliseconds. */
  readonly l2TimeoutMillis: number;
}

/** A store whose calls always end in time and never fail: they answer `UNAVAILABLE` instead. */
export class GuardedStore {
  private readonly breaker: Breaker;

  constructor(
    /** Label of its metrics. */
    private readonly name: string,
    private readonly store: Store,
    private readonly limits: StoreLimits,
    private readonly clock: Clock,
    private readonly metrics: CacheMetrics,
  ) {
    this.breaker = new Breaker(limits, clock);
    this.metrics.breakerIs(name, false);
  }

  get(key: string): Promise<Stored | undefined | typeof UNAVAILABLE> {
    return this.guarded("get", () => this.store.get(key));
  }

  set(key: string, text: string, ttlMillis: number | undefined): Promise<boolean | typeof UNAVAILABLE> {
    return this.guarded("set", () => this.store.set(key, text, ttlMillis, false));
  }

  setIfAbsent(key: string, text: string, ttlMillis: number): Promise<boolean | typeof UNAVAILABLE> {
    return this.guarded("set_if_absent", () => this.store.set(key, text, ttlMillis, true));
  }

  /** @returns whether the key is known to be gone. */
  async delete(key: string): Promise<boolean> {
    return (await this.guarded("delete", () => this.store.delete(key))) !== UNAVAILABLE;
  }

  private async guarded<T>(command: string, call: () => Promise<T>): Promise<T | typeof UNAVAILABLE> {
    if (!this.breaker.admits()) {
      this.metrics.failed(this.name, "breaker_open");
      return UNAVAILABLE;
    }
    const started = this.clock.now();
    try {
      const answer = await within(call(), this.limits.l2TimeoutMillis, this.clock);
      this.metrics.commanded(this.name, command, this.clock.now() - started);
      this.breaker.succeeded();
      return answer;
    } catch (error) {
      this.metrics.failed(this.name, error instanceof TimeoutError ? "timeout" : "failed");
      this.breaker.failed();
      return UNAVAILABLE;
    } finally {
      this.metrics.breakerIs(this.name, this.breaker.isOpen);
    }
  }
}
