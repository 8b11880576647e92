import { randomUUID } from "node:crypto";
import type { Clock } from "./clock";
import { lockKey } from "./key-template";
import { type GuardedStore, UNAVAILABLE } from "./store";

/** The right of one process to load a key. */
export interface Lease {
  readonly key: string;
  readonly token: string;
  /** Before it was asked for or renewed, so that our reckoning of its end is never late. */
  sinceMillis: number;
  /** Ends the renewals. */
  cancel: () => void;
}

export interface LeaseLimits {
  /**
   * How long a lease outlives a process that died, or an answer that got lost: others wait as long. Renewed while a load goes on.
   * Unit: milliseconds.
   */
  readonly lockMillis: number;
  readonly l2TimeoutMillis: number;
}

/** A lease is renewed when this share of it is over: one renewal may fail. */
const RENEW_RATIO = 0.4;

/**
 * Leases on keys, kept in Redis so that processes see each other's. They protect the source; no value is wrong without them. As
 * scripts are not allowed, nobody can compare and change in one command. So a process touches a lease only while its own clock gives
 * it time to. A command that the network holds back for longer could hit another's: that costs a second load, and no wrong answer.
 */
export class Leases {
  constructor(
    private readonly store: GuardedStore,
    private readonly limits: LeaseLimits,
    private readonly clock: Clock,
  ) {}

  /** Undefined while another has it. */
  async take(key: string): Promise<Lease | undefined | typeof UNAVAILABLE> {
    const lease = { key, token: randomUUID(), sinceMillis: this.clock.now(), cancel: () => undefined };
    const taken = await this.store.setIfAbsent(lockKey(key), lease.token, this.limits.lockMillis);
    if (taken === UNAVAILABLE) return UNAVAILABLE;
    if (!taken) return undefined;
    this.renewLater(lease);
    return lease;
  }

  /** Whether it lasts for two more commands. */
  inTime({ sinceMillis }: Lease): boolean {
    const { lockMillis, l2TimeoutMillis } = this.limits;
    return this.clock.now() < sinceMillis + lockMillis - 2 * l2TimeoutMillis;
  }

  /** Gives the right back, if it is still ours. */
  async release(lease: Lease): Promise<void> {
    lease.cancel();
    if (!this.inTime(lease)) return;
    const held = await this.store.get(lockKey(lease.key));
    if (held === undefined || held === UNAVAILABLE || held.text !== lease.token) return;
    await this.store.delete(lockKey(lease.key));
  }

  private renewLater(lease: Lease): void {
    lease.cancel = this.clock.after(this.limits.lockMillis * RENEW_RATIO, async () => {
      if (!this.inTime(lease)) return;
      this.renewLater(lease);
      const since = this.clock.now();
      const renewed = await this.store.set(lockKey(lease.key), lease.token, this.limits.lockMillis);
      if (renewed === true) lease.sinceMillis = since;
    });
  }
}
