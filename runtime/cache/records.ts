import { type Clock, systemClock } from "./clock";
import { decode, encode, type Json } from "./json";
import { KeyTemplate } from "./key-template";
import type { CacheMetrics } from "./metrics";
import { GuardedStore, type Store, type StoreLimits, UNAVAILABLE } from "./store";

/** Times and name of keys that Redis itself is the source of. */
export interface RecordPolicy {
  /** E.g. `session:{sessionId}`. */
  readonly keyTemplate: string;
  /** After its last write; 0: until it is removed. Unit: seconds. */
  readonly ttlSeconds: number;
}

export interface RecordsOptions<Part extends string, T extends Json> {
  /** Label of its metrics. */
  readonly name: string;
  readonly parts: readonly Part[];
  readonly policy: RecordPolicy;
  readonly limits: StoreLimits;
  readonly accepts: (value: Json) => value is T;
}

/**
 * Sessions and user state: read near the viewer, written in the primary region. Nothing is held in the process, as another pod may
 * write next. Never fails and always answers in time; the caller decides what a viewer gets without the record.
 */
export class Records<Part extends string, T extends Json> {
  private readonly template: KeyTemplate<Part>;
  private readonly reads: GuardedStore;
  private readonly writes: GuardedStore;

  /** @throws {RangeError} if the key template has other parts. */
  constructor(
    private readonly options: RecordsOptions<Part, T>,
    private readonly world: {
      readonly read: Store;
      readonly write: Store;
      readonly metrics: CacheMetrics;
      readonly clock?: Clock;
    },
  ) {
    const { name, policy, parts, limits } = options;
    const { read, write, metrics, clock = systemClock } = world;
    this.template = new KeyTemplate(policy.keyTemplate, parts);
    this.reads = new GuardedStore(`${name}-read`, read, limits, clock, metrics);
    this.writes = new GuardedStore(`${name}-write`, write, limits, clock, metrics); // breaks apart: it may be another region
  }

  /** Undefined if there is none that can be read; a region away from the primary sees a write a moment later. */
  async get(parts: Readonly<Record<Part, string | number>>): Promise<T | undefined | typeof UNAVAILABLE> {
    const stored = await this.reads.get(this.template.key(parts));
    if (stored === undefined || stored === UNAVAILABLE) return stored;
    try {
      const value = decode(stored.text);
      if (this.options.accepts(value)) return value;
    } catch {
      // as below
    }
    this.world.metrics.failed(`${this.options.name}-read`, "unreadable");
    return undefined;
  }

  /** @returns whether it is known to be written. @throws {TypeError} on a value that is not JSON. */
  async put(parts: Readonly<Record<Part, string | number>>, value: T): Promise<boolean> {
    const { ttlSeconds } = this.options.policy;
    const ttlMillis = ttlSeconds === 0 ? undefined : ttlSeconds * 1_000;
    return (await this.writes.set(this.template.key(parts), encode(value), ttlMillis)) === true;
  }

  /** @returns whether it is known to be gone. */
  async remove(parts: Readonly<Record<Part, string | number>>): Promise<boolean> {
    return this.writes.delete(this.template.key(parts));
  }
}
