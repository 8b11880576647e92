import type { PlatformSettings } from "../components/settings";
import { versions } from "./versions";

/** What one pod is: starting values, to be measured by the weekly benchmark. */
const playback = {
  runtime: "other",
  cpuMillis: 500,
  memoryMiB: 1_024,
  workingSetMiB: 640,
  tmpMiB: 64,
  calls: ["catalog-service", "session-service"],
} as const;
const small = { runtime: "other", cpuMillis: 250, memoryMiB: 512, workingSetMiB: 320, tmpMiB: 64 } as const;
const worker = { runtime: "other", cpuMillis: 250, memoryMiB: 256, messagesPerReplica: 100, minReplicas: 0 } as const;
const scaled = (minReplicas: number, maxReplicas: number) =>
  ({ minReplicas, maxReplicas, cpuPercent: 80, memoryPercent: 80 }) as const;

/** Production's shape at the smallest size: what spans regions must be tried somewhere. */
export const staging: PlatformSettings = {
  regions: [
    {
      name: "eu-west-1",
      network: { cidrBlock: "10.17.0.0/16", zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"] },
    },
    {
      name: "us-east-1",
      network: { cidrBlock: "10.16.0.0/16", zoneIds: ["use1-az1", "use1-az2", "use1-az4"] },
    },
  ],
  primaryRegion: "us-east-1",
  clocks: {
    "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
    "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
  },
  network: {
    nat: { mode: "zonal", gatewayCount: 2 },
    interfaceEndpoints: ["ecr.api", "ecr.dkr", "sts", "logs"],
    flowLogTraffic: "REJECT",
  },
  cluster: {
    kubernetesVersion: versions.kubernetes,
    controlPlaneTier: "standard",
    nodePools: ["general-purpose", "system"],
    publicAccessCidrBlocks: [],
    adminRoles: ["platform-admin"],
    viewerRoles: ["platform-viewer"],
  },
  caches: {
    mode: "clusters",
    engineVersion: versions.valkey,
    sessions: {
      nodeType: "cache.r7g.large",
      shards: 1,
      replicasPerShard: 1,
      secondaryReplicasPerShard: 1,
      snapshotRetentionDays: 1,
    },
    recommendations: { nodeType: "cache.r7g.large", shards: 1, replicasPerShard: 1, snapshotRetentionDays: 0 },
    metadata: { nodeType: "cache.r7g.large", shards: 1, replicasPerShard: 1, snapshotRetentionDays: 0 },
  },
  database: {
    engineVersion: versions.aurora,
    storage: "standard",
    instances: { kind: "provisioned", instanceClass: "db.r7g.large", readers: 1, secondaryCount: 1 },
    backupRetentionDays: 7,
    insights: "standard",
    monitoringIntervalSeconds: 60,
    passwordVersion: 1,
  },
  pooling: {
    replicas: 2,
    writerConnections: 60,
    readerConnections: 80,
    connectionsPerLogin: 40,
    maxClients: 1000,
    cpuMillis: 250,
    memoryMiB: 128,
    passwordVersion: 1,
  },
  traffic: {
    routing: "latency",
    zone: "declared",
    entrance: { drainSeconds: 30, minHealthyTargets: 2, zonalAutoshift: true },
    healthChecks: {
      intervalSeconds: 10,
      failureThreshold: 3,
      checkerRegions: ["ap-southeast-1", "eu-west-1", "us-east-1"],
    },
  },
  cdn: {
    priceClass: "PriceClass_100",
    originShield: true,
    copyRegion: "eu-west-1",
    detailedMetrics: true,
    firewall: { requestsPerWindow: 3_000, windowSeconds: 300, botControl: false },
    alarms: { errorPercent: 2, originLatencyMillis: 2_000, minHitPercent: 70 },
    segments: { "*": [{ name: "everybody", percent: 100 }] },
    invalidation: {
      collectSeconds: 30,
      media: "paths",
      queue: { consumerTimeoutSeconds: 60, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 900 },
    },
  },
  messaging: {
    archiveDays: 14,
    calendarRefreshMinutes: 60,
    releaseQueue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 900 },
  },
  observability: {
    metricRetentionDays: 150,
    objectives: {
      availabilityPercent: 99.9,
      quickPercent: 95,
      quickMillis: 250,
      minRequestsPerHour: 600,
      evacuateAtPercent: 25,
    },
    services: {
      "playback-service": { p50Millis: 60, p95Millis: 250, p99Millis: 1_000 },
      "recommendation-service": { p50Millis: 80, p95Millis: 300, p99Millis: 1_000 },
      "catalog-service": { p50Millis: 60, p95Millis: 250, p99Millis: 1_000 },
      "session-service": { p50Millis: 30, p95Millis: 100, p99Millis: 500 },
    },
    canary: {
      runtimeVersion: versions.canaryRuntime,
      everyMinutes: 5,
      timeoutSeconds: 60,
      host: "www",
      steps: [
        { name: "page", path: "/", status: 200, maxMillis: 3_000 },
        { name: "catalogue", path: "/api/catalog/titles?limit=1", status: 200, maxMillis: 2_000 },
      ],
    },
  },
  resilience: {
    experiments: ["pod-delete", "zone-loss", "database-failover", "cache-failover", "network-latency"],
    experimentWeek: { day: "TUE", fromHour: 10 },
    cost: { monthlyBudgetUsd: 5_000, alertEmails: ["platform-staging@p95.example"], anomalyPercent: 30 },
    quotas: { standardVcpus: 256 },
    requestQuotas: false,
  },
  lake: {
    glueVersion: versions.glue,
    athenaVersion: versions.athena,
    ingestion: { source: "stream", retentionHours: 24, bufferMiB: 128, bufferSeconds: 300 },
    keepDays: 90,
    compaction: {
      targetFileMiB: 256,
      workerType: "G.1X",
      maxWorkers: 4,
      executionClass: "FLEX",
      limitMinutes: 120,
      lookbackDays: 7,
      snapshotDays: 5,
    },
    maxScanGiB: 100,
    warehouse: { capacity: { kind: "base", rpu: 8 }, maxRpu: 32, hotDays: 35, dailyRpuHours: 40 },
  },
  ingress: {
    chartVersion: versions.nginxIngressChart,
    minReplicas: 3,
    maxReplicas: 10,
    cpuPercent: 60,
    memoryPercent: 80,
    cpuMillicores: 500,
    memoryMiB: 1024,
    clientAddress: "x-forwarded-for",
  },
  services: {
    services: {
      "playback-service": { ...playback, autoscaling: scaled(2, 20) },
      "recommendation-service": { ...small, autoscaling: scaled(2, 10), calls: ["catalog-service"] },
      "catalog-service": { ...small, autoscaling: scaled(2, 10), calls: [] },
      "session-service": { ...small, autoscaling: scaled(2, 10), calls: [] },
    },
    watchEvents: {
      queue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 2, maxAgeSeconds: 900 },
      worker: { ...worker, maxReplicas: 10 },
    },
    releaseCalendar: { ...worker, runtime: "node", minReplicas: 1, maxReplicas: 1 },
    keda: { chartVersion: versions.keda, replicaCount: 2 },
    prediction: {
      requestsPerSecondPerPod: 100,
      usualPeakReplicas: 6,
      usualViewers: 6_000,
      blindReplicas: 4,
      releases: [],
      releaseWindows: { replicasPerMessage: 4, openMinutes: 25 },
      lastWeek: true,
      schedules: [{ name: "evening", days: ["fri", "sat"], from: "18:30", to: "23:30", replicas: 4 }],
    },
    headroom: { count: 2, cpuMillis: 500, memoryMiB: 1_024 },
    pauseImage: versions.pauseImage,
  },
  monitoring: {
    charts: { crds: versions.prometheusOperatorCrds, stack: versions.kubePrometheusStack },
    replicas: 1,
    retentionDays: 15,
    storageGiB: 50,
    prometheus: { cpuMillis: 500, memoryMiB: 4096 },
    grafana: true,
    runbookBaseUrl: "https://p95.example/docs/runbooks",
  },
  logShipping: { cpuMillis: 100, memoryMiB: 128, bufferMiB: 256 },
  load: {
    profile: { peakPerSecond: 1000, releaseMultiplier: 2.5, soakHours: 4 },
    limits: { p50Millis: 60, p95Millis: 250, p99Millis: 800, failedPercent: 0.1 },
    loadTests: {
      operatorChart: versions.k6OperatorChart,
      runners: 4,
      runner: { cpuMillis: 1_000, memoryMiB: 1_024 },
      run: [],
    },
    regression: { dayOfWeek: 2, requestsPerSecond: 100, minutes: 10, runner: { cpuMillis: 1_000, memoryMiB: 512 } },
  },
  protectStateful: false,
  logRetentionDays: 14,
  tags: { environment: "staging", "cost-center": "platform-staging" },
};
