import { type Clock, pause, systemClock, within } from "./clock";
import { decode, encode, type Json } from "./json";
import { KeyTemplate } from "./key-template";
import { type Lease, Leases } from "./leases";
import { LocalCache } from "./local";
import type { CacheMetrics, Result } from "./metrics";
import type { CacheLimits, FamilyPolicy } from "./policy";
import { GuardedStore, type Store, UNAVAILABLE } from "./store";

/** One kind of value, and where it comes from. */
export interface CacheOptions<Part extends string, T extends Json> {
  /** Label of its metrics. */
  readonly name: string;
  readonly parts: readonly Part[];
  readonly policy: FamilyPolicy;
  readonly limits: CacheLimits;
  /** Whether a value from Redis is one that this version of the program understands; another one is loaded anew. */
  readonly accepts: (value: Json) => value is T;
  /** Reads the source; null where there is nothing. Safe to run twice. `signal` says that nobody waits any more. */
  readonly load: (parts: Readonly<Record<Part, string | number>>, signal: AbortSignal) => Promise<T | null>;
}

export interface CacheWorld {
  readonly store: Store;
  readonly metrics: CacheMetrics;
  /** @default the machine's */
  readonly clock?: Clock;
  /** From 0 to below 1. @default Math.random */
  readonly random?: () => number;
}

/** Between two looks at what another process loads. Unit: milliseconds, on average. */
const POLL_MILLIS = 20;

/** After a source failed it is left alone this long by those who got a stale value. Unit: milliseconds. */
const STALE_RETRY_MILLIS = 1_000;

interface Answer<T> {
  readonly value: T | null;
  readonly result: Result;
}

/** One load under way; `forgotten` once what it loads may be old. */
interface Flight<T> {
  promise?: Promise<Answer<T>>;
  forgotten: boolean;
}

/**
 * Cache-aside in two levels, with one load per key at a time. The caller gets the value, or the error of the source; whatever Redis
 * does makes an answer later, never another one. A value is the same frozen JSON whoever gives it.
 */
export class Cache<Part extends string, T extends Json> {
  private readonly template: KeyTemplate<Part>;
  private readonly local: LocalCache<T | null>;
  private readonly store: GuardedStore;
  private readonly leases: Leases;
  private readonly metrics: CacheMetrics;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly flights = new Map<string, Flight<T>>();
  private readonly refreshes = new Map<string, Flight<T>>();
  private readonly background = new Set<Promise<void>>();

  /** @throws {RangeError} if the key template has other parts. */
  constructor(
    private readonly options: CacheOptions<Part, T>,
    world: CacheWorld,
  ) {
    const { name, policy, limits, parts } = options;
    this.template = new KeyTemplate(policy.keyTemplate, parts);
    this.clock = world.clock ?? systemClock;
    this.random = world.random ?? Math.random;
    this.metrics = world.metrics;
    this.local = new LocalCache(limits);
    this.store = new GuardedStore(name, world.store, limits, this.clock, this.metrics);
    this.leases = new Leases(this.store, limits, this.clock);
  }

  /** @throws what `load` throws, if no older value may stand in; {RangeError} on parts that make no key. */
  async get(parts: Readonly<Record<Part, string | number>>): Promise<T | null> {
    const key = this.template.key(parts);
    const entry = this.local.get(key);
    if (entry !== undefined && this.clock.now() < entry.freshUntil) {
      this.metrics.answered(this.options.name, entry.stale ? "stale" : "l1");
      return entry.value;
    }
    const under = this.flights.get(key)?.promise;
    try {
      const { value, result } = await (under ?? this.fly(key, parts));
      this.metrics.answered(this.options.name, under === undefined || result === "stale" ? result : "shared");
      return value;
    } catch (error) {
      this.metrics.answered(this.options.name, "error");
      throw error;
    }
  }

  /**
   * Removes a value after its source changed. Other processes answer it for up to `l1TtlSeconds` more, and one that is loading it
   * at this moment may write it back.
   */
  async invalidate(parts: Readonly<Record<Part, string | number>>): Promise<void> {
    const key = this.template.key(parts);
    for (const flight of [this.flights.get(key), this.refreshes.get(key)]) {
      if (flight) flight.forgotten = true;
    }
    this.flights.delete(key);
    this.local.delete(key);
    await this.store.delete(key);
  }

  /** Resolves when everything is written that answers did not wait for. */
  async settled(): Promise<void> {
    while (this.background.size > 0) await Promise.all(this.background);
  }

  private fly(key: string, parts: Readonly<Record<Part, string | number>>): Promise<Answer<T>> {
    const flight: Flight<T> = { forgotten: false };
    flight.promise = this.fill(key, parts, flight).finally(() => {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    });
    this.flights.set(key, flight);
    return flight.promise;
  }

  private async fill(
    key: string,
    parts: Readonly<Record<Part, string | number>>,
    flight: Flight<T>,
  ): Promise<Answer<T>> {
    const deadline = this.clock.now() + this.options.limits.loadTimeoutMillis;
    for (;;) {
      const found = await this.lookUp(key, flight);
      if (found === UNAVAILABLE) return this.load(key, parts, flight);
      if (found !== undefined) {
        if (this.nearsItsEnd(found)) this.refresh(key, parts);
        return { value: found.value, result: "l2" };
      }
      const lease = await this.leases.take(key);
      if (lease === UNAVAILABLE) return this.load(key, parts, flight);
      if (lease !== undefined) {
        const meanwhile = await this.lookUp(key, flight); // its holder may have finished between our two questions
        if (meanwhile === undefined || meanwhile === UNAVAILABLE) return this.load(key, parts, flight, lease);
        this.later(() => this.leases.release(lease));
        return { value: meanwhile.value, result: "l2" };
      }
      if (this.clock.now() >= deadline) return this.load(key, parts, flight); // whoever holds it is too slow for our caller
      await pause(POLL_MILLIS * (0.5 + this.random()), this.clock);
    }
  }

  /** What Redis has, kept in the process; undefined if it has nothing that can be used. */
  private async lookUp(key: string, flight: Flight<T>) {
    const stored = await this.store.get(key);
    if (stored === undefined || stored === UNAVAILABLE) return stored;
    const value = this.readable(stored.text);
    if (value === undefined) {
      this.metrics.failed(this.options.name, "unreadable");
      return undefined;
    }
    this.keep(key, value, stored.text, stored.remainingMillis, flight);
    return { value, remainingMillis: stored.remainingMillis };
  }

  private async load(
    key: string,
    parts: Readonly<Record<Part, string | number>>,
    flight: Flight<T>,
    lease?: Lease,
  ): Promise<Answer<T>> {
    const { name, limits } = this.options;
    const started = this.clock.now();
    const abort = new AbortController();
    try {
      const loading = (async () => this.options.load(parts, abort.signal))(); // a loader that throws at once rejects too
      const text = encode(await within(loading, limits.loadTimeoutMillis, this.clock));
      const value = this.readable(text);
      if (value === undefined) throw new TypeError(`${name}: loaded a value that is not accepted`);
      this.publish(key, value, text, flight, lease);
      return { value, result: "load" };
    } catch (error) {
      abort.abort();
      if (lease) this.later(() => this.leases.release(lease));
      const standIn = this.standIn(key);
      if (standIn !== undefined && !flight.forgotten) return { value: standIn.value, result: "stale" };
      throw error;
    } finally {
      this.metrics.loaded(name, this.clock.now() - started);
    }
  }

  /** Kept in the process at once; Redis has it a moment after the caller. */
  private publish(key: string, value: T | null, text: string, flight: Flight<T>, lease?: Lease): void {
    const { name, policy, limits } = this.options;
    const seconds = value === null ? policy.negativeTtlSeconds : policy.ttlSeconds;
    const ttlMillis = Math.floor(seconds * 1_000 * (1 - (policy.ttlJitterPercent / 100) * this.random()));
    const fits = Buffer.byteLength(text) <= limits.maxValueBytes;
    if (fits) this.keep(key, value, text, ttlMillis, flight);
    else this.metrics.failed(name, "too_big");
    this.later(async () => {
      if (fits && !flight.forgotten) {
        if (lease && this.leases.inTime(lease)) await this.store.set(key, text, ttlMillis);
        else await this.store.setIfAbsent(key, text, ttlMillis); // whoever took over has read the source later than we
      }
      if (lease) await this.leases.release(lease);
    });
  }

  private keep(key: string, value: T | null, text: string, remainingMillis: number, flight: Flight<T>): void {
    if (flight.forgotten) return;
    const { policy, limits } = this.options;
    const freshUntil = this.clock.now() + Math.min(limits.l1TtlSeconds * 1_000, remainingMillis);
    const staleUntil = freshUntil + policy.staleGraceSeconds * 1_000;
    this.local.set(key, { value, freshUntil, staleUntil, stale: false }, text);
    const { entries, bytes } = this.local.size;
    this.metrics.holds(this.options.name, entries, bytes);
  }

  private standIn(key: string): { value: T | null } | undefined {
    const entry = this.local.get(key);
    const now = this.clock.now();
    if (entry === undefined || now >= entry.staleUntil) return undefined;
    if (now < entry.freshUntil) return entry; // a refresh failed: the value has its time still
    this.local.renew(key, {
      ...entry,
      freshUntil: Math.min(now + STALE_RETRY_MILLIS, entry.staleUntil),
      stale: true,
    });
    return entry;
  }

  private nearsItsEnd({ value, remainingMillis }: { value: T | null; remainingMillis: number }): boolean {
    return value !== null && remainingMillis < this.options.policy.refreshAheadSeconds * 1_000;
  }

  /** Loads anew what is about to expire, in one process only; nobody waits for it, and if it fails the value serves its time. */
  private refresh(key: string, parts: Readonly<Record<Part, string | number>>): void {
    if (this.refreshes.has(key)) return;
    const flight: Flight<T> = { forgotten: false };
    this.refreshes.set(key, flight);
    this.later(async () => {
      try {
        const lease = await this.leases.take(key);
        if (lease === undefined || lease === UNAVAILABLE) return;
        const meanwhile = await this.lookUp(key, flight);
        if (meanwhile === undefined || meanwhile === UNAVAILABLE || this.nearsItsEnd(meanwhile)) {
          await this.load(key, parts, flight, lease);
        } else {
          await this.leases.release(lease);
        }
      } catch {
        // counted as a load; whoever asks after the value's end hears of it
      } finally {
        this.refreshes.delete(key);
      }
    });
  }

  private readable(text: string): T | null | undefined {
    try {
      const value = decode(text);
      return value === null || this.options.accepts(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  private later(work: () => Promise<void>): void {
    const running = work().finally(() => this.background.delete(running));
    this.background.add(running);
  }
}
