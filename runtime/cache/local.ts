import { LRUCache } from "lru-cache";
import type { Json } from "./json";

export interface LocalLimits {
  readonly l1MaxEntries: number;
  readonly l1MaxBytes: number;
}

/** A value held in the process. Times are those of the clock, in milliseconds. */
export interface Entry<T extends Json> {
  readonly value: T;
  /** Until then it answers without a question to Redis. */
  readonly freshUntil: number;
  /** Until then it answers if the source fails. */
  readonly staleUntil: number;
  /** Answers already in the place of a source that failed. */
  readonly stale: boolean;
}

/** The first level. What was not asked for longest goes first; entries past their time stay, for the hour when the source fails. */
export class LocalCache<T extends Json> {
  private readonly entries: LRUCache<string, { readonly entry: Entry<T>; readonly bytes: number }>;

  constructor({ l1MaxEntries, l1MaxBytes }: LocalLimits) {
    this.entries = new LRUCache({
      max: l1MaxEntries,
      maxSize: l1MaxBytes,
      sizeCalculation: ({ bytes }) => bytes,
    });
  }

  get(key: string): Entry<T> | undefined {
    return this.entries.get(key)?.entry;
  }

  /** @param text The value as JSON: two bytes for each character, as the engine may hold it. */
  set(key: string, entry: Entry<T>, text: string): void {
    this.entries.set(key, { entry, bytes: 2 * (key.length + text.length) });
  }

  /** The same value with other times. */
  renew(key: string, entry: Entry<T>): void {
    const bytes = this.entries.peek(key)?.bytes;
    if (bytes !== undefined) this.entries.set(key, { entry, bytes });
  }

  delete(key: string): void {
    this.entries.delete(key);
  }

  get size(): { entries: number; bytes: number } {
    return { entries: this.entries.size, bytes: this.entries.calculatedSize };
  }
}
