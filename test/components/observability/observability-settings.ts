import type { ObservabilitySettings } from "../../../components/observability/settings";

export const settings: ObservabilitySettings = {
  metricRetentionDays: 760,
  history: { retentionDays: 760 },
  objectives: {
    availabilityPercent: 99.9,
    quickPercent: 99,
    quickMillis: 250,
    minRequestsPerHour: 600,
    evacuateAtPercent: 25,
  },
  services: { "playback-service": { p50Millis: 100, p95Millis: 250, p99Millis: 1_000 } },
  canary: {
    runtimeVersion: "syn-nodejs-4.1",
    everyMinutes: 1,
    timeoutSeconds: 60,
    host: "www",
    steps: [{ name: "page", path: "/", status: 200, maxMillis: 2_000, contains: "<title>" }],
  },
};

/** Statements of a policy as it was declared. */
export const statements = (policy: string): any[] => JSON.parse(policy).Statement;
