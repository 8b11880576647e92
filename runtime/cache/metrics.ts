import { Counter, Gauge, Histogram, type Registry } from "prom-client";

/** Who answered: this process, Redis, another call's load in this process, the source, an entry past its time, nobody. */
export type Result = "l1" | "l2" | "shared" | "load" | "stale" | "error";

export type StoreError = "timeout" | "failed" | "breaker_open" | "unreadable" | "too_big";

/** Metrics of all caches of a process; one set for a registry. */
export class CacheMetrics {
  private readonly requests: Counter<"cache" | "result">;
  private readonly loads: Histogram<"cache">;
  private readonly commands: Histogram<"cache" | "command">;
  private readonly errors: Counter<"cache" | "reason">;
  private readonly breaker: Gauge<"cache">;
  private readonly local: Gauge<"cache" | "unit">;

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: "cache_requests_total",
      help: "Answers of the cache library, by who gave them.",
      labelNames: ["cache", "result"],
      registers,
    });
    this.loads = new Histogram({
      name: "cache_load_duration_seconds",
      help: "Loads from the source, failed ones too.",
      labelNames: ["cache"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    });
    this.commands = new Histogram({
      name: "cache_command_duration_seconds",
      help: "Commands to Redis that were answered.",
      labelNames: ["cache", "command"],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025],
      registers,
    });
    this.errors = new Counter({
      name: "cache_errors_total",
      help: "What Redis, or an entry in it, could not be used for; callers never see these.",
      labelNames: ["cache", "reason"],
      registers,
    });
    this.breaker = new Gauge({
      name: "cache_breaker_open",
      help: "1 while Redis is not asked.",
      labelNames: ["cache"],
      registers,
    });
    this.local = new Gauge({
      name: "cache_local_size",
      help: "What is held in the process, in entries and bytes.",
      labelNames: ["cache", "unit"],
      registers,
    });
  }

  answered(cache: string, result: Result): void {
    this.requests.inc({ cache, result });
  }

  loaded(cache: string, millis: number): void {
    this.loads.observe({ cache }, millis / 1_000);
  }

  commanded(cache: string, command: string, millis: number): void {
    this.commands.observe({ cache, command }, millis / 1_000);
  }

  failed(cache: string, reason: StoreError): void {
    this.errors.inc({ cache, reason });
  }

  breakerIs(cache: string, open: boolean): void {
    this.breaker.set({ cache }, open ? 1 : 0);
  }

  holds(cache: string, entries: number, bytes: number): void {
    this.local.set({ cache, unit: "entries" }, entries);
    this.local.set({ cache, unit: "bytes" }, bytes);
  }
}
