import { Counter, Histogram, type Registry } from "prom-client";

/** Upper bounds of latency that dashboards, alerts and autoscalers read. Unit: seconds. */
const LATENCY_BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The metrics that every service tells. */
export class ServiceMetrics {
  private readonly requests: Histogram<"service_name" | "endpoint" | "status_code">;
  private readonly bytes: Counter<"service_name">;

  constructor(
    private readonly service: string,
    readonly registry: Registry,
  ) {
    this.requests = new Histogram({
      name: "http_request_duration_seconds",
      help: "Requests, from their first byte to the answer's last.",
      labelNames: ["service_name", "endpoint", "status_code"],
      buckets: LATENCY_BUCKETS_SECONDS,
      registers: [registry],
    });
    this.bytes = new Counter({
      name: "data_processed_bytes_total",
      help: "Bodies received and sent.",
      labelNames: ["service_name"],
      registers: [registry],
    });
  }

  answered(endpoint: string, status: number, seconds: number): void {
    this.requests.observe({ service_name: this.service, endpoint, status_code: status }, seconds);
  }

  processed(bytes: number): void {
    this.bytes.inc({ service_name: this.service }, bytes);
  }
}
