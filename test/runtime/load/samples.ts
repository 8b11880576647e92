import type { LoadLimits, LoadProfile, LoadRequest } from "../../../runtime/load/plan";

export const profile: LoadProfile = { peakPerSecond: 1_000, releaseMultiplier: 2.5, soakHours: 4 };

export const limits: LoadLimits = { p50Millis: 60, p95Millis: 250, p99Millis: 800, failedPercent: 0.1 };

export const requests: readonly LoadRequest[] = [
  {
    endpoint: "/api/playback",
    url: "http://playback-service.playback.svc/api/playback?title={n}",
    distinct: 1_000,
    sharePercent: 70,
  },
  {
    endpoint: "/api/catalog",
    url: "http://catalog-service.catalog.svc/api/catalog?title={n}",
    distinct: 10,
    sharePercent: 30,
  },
];
