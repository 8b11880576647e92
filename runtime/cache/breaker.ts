import type { Clock } from "./clock";

export interface BreakerLimits {
  /** Failures in a row that open it. */
  readonly breakerFailureCount: number;
  /** How long it stays open before one call tries again. Unit: milliseconds. */
  readonly breakerCooldownMillis: number;
}

/** Spares callers the wait for a cache that does not answer. Closed: all pass. Open: none. After the pause: one, to see. */
export class Breaker {
  private failures = 0;
  private openUntil: number | undefined;

  constructor(
    private readonly limits: BreakerLimits,
    private readonly clock: Clock,
  ) {}

  get isOpen(): boolean {
    return this.openUntil !== undefined;
  }

  /** Whether a call may be made; whoever makes it reports `succeeded` or `failed`. */
  admits(): boolean {
    if (this.openUntil === undefined) return true;
    if (this.clock.now() < this.openUntil) return false;
    this.openUntil = this.clock.now() + this.limits.breakerCooldownMillis; // the others go on waiting for what this one finds
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.openUntil = undefined;
  }

  failed(): void {
    this.failures += 1;
    if (this.failures >= this.limits.breakerFailureCount) {
      this.openUntil = this.clock.now() + this.limits.breakerCooldownMillis;
    }
  }
}
