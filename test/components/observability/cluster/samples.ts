import type { MonitoredService } from "../../../../components/observability/cluster/services";
import type { MonitoringSettings } from "../../../../components/observability/cluster/settings";

const objective = { availabilityPercent: 99.9, latencyPercent: 95, latencySeconds: 0.25 } as const;

/** The services of the platform, as the clusters run them. */
export const services: readonly MonitoredService[] = [
  {
    name: "playback-service",
    namespace: "playback",
    objective,
    autoscaler: { name: "playback-service-hpa", memoryPercent: 80, signalMetric: "composite-metric" },
  },
  {
    name: "recommendation-service",
    namespace: "recommendations",
    objective,
    autoscaler: { name: "recommendation-service-hpa" },
  },
  { name: "catalog-service", namespace: "catalog", objective },
  { name: "session-service", namespace: "sessions", objective },
];

export const RUNBOOKS = "https://git.example.com/p95/docs/runbooks";

export const settings: MonitoringSettings = {
  charts: { crds: "31.0.1", stack: "88.5.3" },
  replicas: 2,
  retentionDays: 15,
  storageGiB: 200,
  prometheus: { cpuMillis: 4_000, memoryMiB: 16_384 },
  grafana: true,
  runbookBaseUrl: RUNBOOKS,
};

/** `settings` of a stack that costs next to nothing. */
export const { storageGiB: _, ...withoutDisk } = { ...settings, replicas: 1, retentionDays: 2 };
