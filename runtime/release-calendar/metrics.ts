import { Counter, Gauge, Registry } from "prom-client";
import type { Outcome, Planner } from "./planner";

/** The service whose load a release multiplies; recording rules look for it. */
const SERVICE_NAME = "playback-service";

/** What Prometheus reads. */
export class Metrics {
  private readonly registry = new Registry();
  private readonly messages: Counter<"result">;
  private readonly catalogueFailures: Counter;

  constructor(planner: Planner) {
    const registers = [this.registry];
    new Gauge({
      name: "release_expected_multiplier",
      help: "Expected load over the load before, from ten minutes before a release to fifteen after it; absent otherwise.",
      labelNames: ["service_name"],
      registers,
      collect() {
        this.reset(); // the series ends with the window: 1 would be a forecast too
        const multiplier = planner.expectedMultiplier();
        if (multiplier !== undefined) this.set({ service_name: SERVICE_NAME }, multiplier);
      },
    });
    new Gauge({
      name: "release_calendar_releases",
      help: "Releases for this region that are ahead or under way.",
      registers,
      collect() {
        this.set(planner.releaseCount);
      },
    });
    new Gauge({
      name: "release_calendar_catalogue_read_timestamp_seconds",
      help: "When the catalogue was last taken over; 0 before the first time.",
      registers,
      collect() {
        this.set((planner.catalogueReadMillis ?? 0) / 1_000);
      },
    });
    this.messages = new Counter({
      name: "release_calendar_messages_total",
      help: "Messages received, by what became of them.",
      labelNames: ["result"],
      registers,
    });
    this.catalogueFailures = new Counter({
      name: "release_calendar_catalogue_failures_total",
      help: "Failed attempts to take over the catalogue without a message.",
      registers,
    });
    for (const result of ["planned", "deleted", "unchanged", "refreshed", "poison", "failed"]) {
      this.messages.inc({ result }, 0); // a rate needs the series before its first event
    }
  }

  consumed(result: Outcome | "poison" | "failed"): void {
    this.messages.inc({ result });
  }

  catalogueFailed(): void {
    this.catalogueFailures.inc();
  }

  /** In Prometheus' text form. */
  text(): Promise<string> {
    return this.registry.metrics();
  }

  get contentType(): string {
    return this.registry.contentType;
  }
}
