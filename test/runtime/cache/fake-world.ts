import { Registry } from "prom-client";
import type { Clock } from "../../../runtime/cache/clock";
import { CacheMetrics } from "../../../runtime/cache/metrics";
import type { Store, Stored } from "../../../runtime/cache/store";

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  private millis = 0;
  private readonly timers = new Set<{ readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.millis;
  }

  date(): Date {
    return new Date(Date.UTC(2026, 0, 1) + this.millis);
  }

  after(millis: number, run: () => void): () => void {
    const timer = { at: this.millis + millis, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  /** Lets everything happen that is due, in its order. */
  async advance(millis: number): Promise<void> {
    const end = this.millis + millis;
    await settle();
    for (;;) {
      const due = [...this.timers].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (due === undefined) break;
      this.timers.delete(due);
      this.millis = due.at;
      due.run();
      await settle();
    }
    this.millis = end;
  }
}

/** Lets promises that wait for nothing but each other resolve. */
export const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));

/** A store in memory that several caches may share, and that can fail in each way a real one does. */
export class MemoryStore implements Store {
  mode: "up" | "failing" | "hanging" = "up";
  readonly commands: string[] = [];
  readonly entries = new Map<string, { text: string; until: number }>();

  constructor(private readonly clock: Clock) {}

  get(key: string): Promise<Stored | undefined> {
    return this.answer(`GET ${key}`, () => {
      const entry = this.live(key);
      return entry && { text: entry.text, remainingMillis: entry.until - this.clock.now() };
    });
  }

  set(key: string, text: string, ttlMillis: number | undefined, onlyIfAbsent: boolean): Promise<boolean> {
    return this.answer(`SET ${key} ${ttlMillis}${onlyIfAbsent ? " NX" : ""}`, () => {
      if (onlyIfAbsent && this.live(key)) return false;
      this.entries.set(key, { text, until: this.clock.now() + (ttlMillis ?? Number.POSITIVE_INFINITY) });
      return true;
    });
  }

  delete(key: string): Promise<void> {
    return this.answer(`DEL ${key}`, () => void this.entries.delete(key));
  }

  private live(key: string) {
    const entry = this.entries.get(key);
    return entry && entry.until > this.clock.now() ? entry : undefined;
  }

  private async answer<T>(command: string, act: () => T): Promise<T> {
    this.commands.push(command);
    if (this.mode === "hanging") return new Promise(() => undefined);
    if (this.mode === "failing") throw new Error("connection refused");
    return act();
  }
}

/** Metrics, and what they tell as `name{labels}` to value, zeros left out. */
export function metricsUnderTest() {
  const registry = new Registry();
  const told = async (name: string) => {
    const metric = await registry.getSingleMetric(name)!.get();
    return Object.fromEntries(
      metric.values
        .filter(({ value }) => value !== 0)
        .map(({ labels, value }) => [Object.values(labels).join(" "), value]),
    );
  };
  return { registry, metrics: new CacheMetrics(registry), told };
}
