import type { WorkerSettings } from "../../../components/service/service-settings";
import type { ServicesSettings } from "../../../components/service/settings";

export const PAUSE = `registry.k8s.io/pause:3.10.1@sha256:${"0".repeat(64)}`;

export const image = (name: string): string =>
  `111122223333.dkr.ecr.us-east-1.amazonaws.com/${name}@sha256:${"a".repeat(64)}`;

const worker: WorkerSettings = {
  runtime: "other",
  cpuMillis: 250,
  memoryMiB: 256,
  messagesPerReplica: 100,
  minReplicas: 0,
  maxReplicas: 200,
};

const small = {
  runtime: "node" as const,
  cpuMillis: 500,
  memoryMiB: 512,
  workingSetMiB: 256,
  tmpMiB: 64,
  autoscaling: { minReplicas: 3, maxReplicas: 50, cpuPercent: 70, memoryPercent: 80 },
  calls: [],
};

/** The seed's playback, and everything else beside it. */
export const settings: ServicesSettings = {
  services: {
    "playback-service": {
      runtime: "go",
      cpuMillis: 500,
      memoryMiB: 1024,
      workingSetMiB: 640,
      tmpMiB: 64,
      autoscaling: { minReplicas: 10, maxReplicas: 100, cpuPercent: 70, memoryPercent: 80 },
      calls: ["catalog-service", "session-service"],
    },
    "recommendation-service": small,
    "catalog-service": small,
    "session-service": small,
  },
  watchEvents: {
    queue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 300 },
    worker,
  },
  releaseCalendar: { ...worker, maxReplicas: 2 },
  keda: { chartVersion: "2.20.2", replicaCount: 2 },
  prediction: {
    requestsPerSecondPerPod: 120,
    usualPeakReplicas: 30,
    usualViewers: 100_000,
    blindReplicas: 30,
    releases: [{ id: "season-two", at: "2026-12-18T08:00:00Z", multiplier: 2.5 }],
    releaseWindows: { replicasPerMessage: 20, openMinutes: 25 },
  },
  headroom: { count: 7, cpuMillis: 1000, memoryMiB: 2048 },
  pauseImage: PAUSE,
};
