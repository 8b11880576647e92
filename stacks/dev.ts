import type { PlatformSettings } from "../components/settings";
import { versions } from "./versions";

const tiny = {
  runtime: "other",
  cpuMillis: 50,
  memoryMiB: 64,
  workingSetMiB: 32,
  tmpMiB: 16,
  autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 80, memoryPercent: 80 },
  calls: [],
  env: { PODINFO_PORT: "8080", PODINFO_PORT_METRICS: "9102" },
} as const;
const worker = { runtime: "other", cpuMillis: 250, memoryMiB: 256, messagesPerReplica: 100, minReplicas: 0 } as const;

/** Cheap: one region, and nothing paid by the hour that can be had without. Review stacks are made like this too. */
export const dev: PlatformSettings = {
  regions: [{ name: "us-east-1", network: { cidrBlock: "10.0.0.0/16", zoneIds: ["use1-az1", "use1-az2"] } }],
  primaryRegion: "us-east-1",
  clocks: { "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 } },
  network: { nat: { mode: "single" }, interfaceEndpoints: [], flowLogTraffic: "REJECT" },
  cluster: {
    kubernetesVersion: versions.kubernetes,
    controlPlaneTier: "standard",
    nodePools: ["general-purpose"],
    publicAccessCidrBlocks: ["0.0.0.0/0"], // deployed from anywhere; IAM still decides
    adminRoles: [],
    viewerRoles: [],
  },
  caches: {
    mode: "serverless",
    engineVersion: versions.valkey,
    maxDataGB: 1,
    maxEcpuPerSecond: 5_000,
    snapshotRetentionDays: 0,
  },
  database: {
    engineVersion: versions.aurora,
    storage: "standard",
    instances: { kind: "serverless", minAcu: 0, maxAcu: 4, secondsUntilAutoPause: 300 },
    backupRetentionDays: 1,
    insights: "off",
    monitoringIntervalSeconds: 0,
    passwordVersion: 1,
  },
  pooling: {
    replicas: 1,
    writerConnections: 60,
    readerConnections: 60,
    connectionsPerLogin: 30,
    maxClients: 500,
    cpuMillis: 100,
    memoryMiB: 64,
    passwordVersion: 1,
  },
  traffic: {
    routing: "simple",
    zone: "declared",
    entrance: { drainSeconds: 5, minHealthyTargets: 1, zonalAutoshift: false },
  },
  cdn: {
    priceClass: "PriceClass_100",
    originShield: false,
    detailedMetrics: false,
    firewall: { requestsPerWindow: 3_000, windowSeconds: 300, botControl: false },
    alarms: { errorPercent: 5, originLatencyMillis: 3_000, minHitPercent: 50 },
    segments: { "*": [{ name: "everybody", percent: 100 }] },
    invalidation: {
      collectSeconds: 5,
      media: "paths",
      queue: { consumerTimeoutSeconds: 60, maxReceives: 5, retentionDays: 1, maxAgeSeconds: 3600 },
    },
  },
  messaging: {
    archiveDays: 3,
    calendarRefreshMinutes: 60,
    releaseQueue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 1, maxAgeSeconds: 3600 },
  },
  observability: {
    metricRetentionDays: 30,
    objectives: {
      availabilityPercent: 99.9,
      quickPercent: 95,
      quickMillis: 250,
      minRequestsPerHour: 600,
      evacuateAtPercent: 25,
    },
    services: {},
    canary: {
      runtimeVersion: versions.canaryRuntime,
      everyMinutes: 15,
      timeoutSeconds: 60,
      host: "www",
      steps: [
        { name: "page", path: "/", status: 200, maxMillis: 3_000 },
        { name: "catalogue", path: "/api/catalog/titles?limit=1", status: 200, maxMillis: 2_000 },
      ],
    },
  },
  resilience: {
    experiments: ["pod-delete"],
    cost: { monthlyBudgetUsd: 500, alertEmails: ["platform-dev@p95.example"] },
    quotas: {},
    requestQuotas: false,
  },
  lake: {
    glueVersion: versions.glue,
    athenaVersion: versions.athena,
    ingestion: { source: "direct", bufferMiB: 64, bufferSeconds: 900 },
    keepDays: 30,
    compaction: {
      targetFileMiB: 256,
      workerType: "G.1X",
      maxWorkers: 2,
      executionClass: "FLEX",
      limitMinutes: 60,
      lookbackDays: 3,
      snapshotDays: 1,
    },
    maxScanGiB: 10,
  },
  ingress: {
    chartVersion: versions.nginxIngressChart,
    minReplicas: 2,
    maxReplicas: 4,
    cpuPercent: 60,
    memoryPercent: 80,
    cpuMillicores: 250,
    memoryMiB: 512,
    clientAddress: "x-forwarded-for",
  },
  services: {
    services: {
      "playback-service": { ...tiny, calls: ["catalog-service", "session-service"] },
      "recommendation-service": { ...tiny, calls: ["catalog-service"] },
      "catalog-service": tiny,
      "session-service": tiny,
    },
    watchEvents: {
      queue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 1, maxAgeSeconds: 3600 },
      worker: { ...worker, maxReplicas: 2 },
    },
    releaseCalendar: { ...worker, maxReplicas: 1 },
    keda: { chartVersion: versions.keda, replicaCount: 1 },
    pauseImage: versions.pauseImage,
    sampleImage: versions.sampleImage,
  },
  monitoring: {
    charts: { crds: versions.prometheusOperatorCrds, stack: versions.kubePrometheusStack },
    replicas: 1,
    retentionDays: 2,
    prometheus: { cpuMillis: 250, memoryMiB: 1536 },
    grafana: true,
    runbookBaseUrl: "https://p95.example/docs/runbooks",
  },
  logShipping: { cpuMillis: 50, memoryMiB: 64, bufferMiB: 128 },
  load: {
    profile: { peakPerSecond: 50, releaseMultiplier: 2.5, soakHours: 1 },
    limits: { p50Millis: 60, p95Millis: 250, p99Millis: 800, failedPercent: 0.1 },
  },
  protectStateful: false,
  logRetentionDays: 3,
  tags: { environment: "dev", "cost-center": "platform-dev" },
};
