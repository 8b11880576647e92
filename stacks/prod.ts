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
  ({ minReplicas, maxReplicas, cpuPercent: 70, memoryPercent: 80 }) as const;

export const prod: PlatformSettings = {
  regions: [
    {
      name: "ap-southeast-1",
      network: { cidrBlock: "10.34.0.0/16", zoneIds: ["apse1-az1", "apse1-az2", "apse1-az3"] },
    },
    {
      name: "eu-west-1",
      network: { cidrBlock: "10.33.0.0/16", zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"] },
    },
    {
      name: "us-east-1",
      network: { cidrBlock: "10.32.0.0/16", zoneIds: ["use1-az1", "use1-az2", "use1-az4"] },
    },
  ],
  primaryRegion: "us-east-1",
  clocks: {
    "ap-southeast-1": { timezone: "Asia/Singapore", quietHourUtc: 20 },
    "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
    "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
  },
  network: {
    nat: { mode: "regional" },
    interfaceEndpoints: [
      "ecr.api",
      "ecr.dkr",
      "sts",
      "logs",
      "monitoring",
      "sqs",
      "secretsmanager",
      "kms",
      "aps-workspaces",
      "eks",
      "eks-auth",
      "ec2",
    ],
    flowLogTraffic: "REJECT",
  },
  cluster: {
    kubernetesVersion: versions.kubernetes,
    controlPlaneTier: "tier-xl",
    hpaSyncPeriodSeconds: 10,
    nodePools: ["general-purpose", "system"],
    publicAccessCidrBlocks: [],
    adminRoles: ["platform-admin"],
    viewerRoles: ["platform-viewer"],
    baselineNodes: {
      instanceTypes: ["m7g.2xlarge"],
      minCount: 3,
      maxCount: 30,
      warmCount: 2,
      targetCpuPercent: 60,
      predictive: "forecast-and-scale",
      primeTime: { fromHour: 17, toHour: 0, minCount: 6 },
    },
  },
  caches: {
    mode: "clusters",
    engineVersion: versions.valkey,
    primeTime: { fromHour: 18, toHour: 0 },
    sessions: {
      nodeType: "cache.r7g.xlarge",
      shards: 3,
      replicasPerShard: 2,
      secondaryReplicasPerShard: 1,
      snapshotRetentionDays: 7,
    },
    recommendations: {
      nodeType: "cache.r7g.xlarge",
      shards: { minCount: 3, maxCount: 15, targetMemoryPercent: 70 }, // 15 x 6 nodes: an account's quota
      replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60, primeTimeMinCount: 3 },
      snapshotRetentionDays: 0, // a lost cache is filled again faster than it is restored
    },
    metadata: {
      nodeType: "cache.r7g.large",
      shards: 2,
      replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60, primeTimeMinCount: 3 },
      snapshotRetentionDays: 0,
    },
  },
  database: {
    engineVersion: versions.aurora,
    storage: "io-optimized",
    instances: {
      kind: "provisioned",
      instanceClass: "db.r8g.2xlarge",
      readers: {
        minCount: 2,
        maxCount: 15,
        targetCpuPercent: 60,
        primeTime: { fromHour: 17, toHour: 0, minCount: 4 },
      },
      secondaryCount: 2,
    },
    backupRetentionDays: 14,
    backupCopy: { toRegion: "eu-west-1", keepDays: 35 }, // one of ours: no region is watched for this alone
    insights: "advanced",
    monitoringIntervalSeconds: 15,
    passwordVersion: 1,
  },
  pooling: {
    replicas: 3,
    writerConnections: 150,
    readerConnections: 300,
    connectionsPerLogin: 100,
    maxClients: 5000,
    cpuMillis: 1000,
    memoryMiB: 256,
    passwordVersion: 1,
  },
  traffic: {
    routing: "geolocation",
    zone: "declared",
    entrance: { drainSeconds: 30, minHealthyTargets: 3, zonalAutoshift: true },
    healthChecks: {
      intervalSeconds: 10,
      failureThreshold: 3,
      checkerRegions: ["ap-southeast-1", "eu-west-1", "us-east-1"],
    },
    homes: {
      "ap-southeast-1": { continents: ["AS", "OC"], countries: [] },
      "eu-west-1": {
        continents: ["AF", "EU"],
        countries: ["AM", "AZ", "GE", "IL", "IQ", "JO", "LB", "PS", "SY", "TR"], // nearer to Dublin than to Singapore
      },
      "us-east-1": { continents: ["NA", "SA"], countries: [] },
    },
  },
  cdn: {
    priceClass: "PriceClass_All",
    originShield: true,
    copyRegion: "eu-west-1",
    detailedMetrics: true,
    firewall: { requestsPerWindow: 3_000, windowSeconds: 300, botControl: true },
    alarms: { errorPercent: 1, originLatencyMillis: 1_000, minHitPercent: 90 },
    segments: { "*": [{ name: "everybody", percent: 100 }] },
    invalidation: {
      collectSeconds: 30,
      media: "paths",
      queue: { consumerTimeoutSeconds: 60, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 900 },
    },
  },
  messaging: {
    archiveDays: 90,
    calendarRefreshMinutes: 60,
    releaseQueue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 300 },
  },
  observability: {
    metricRetentionDays: 760,
    history: { retentionDays: 760 },
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
      everyMinutes: 1,
      timeoutSeconds: 60,
      host: "www",
      steps: [
        { name: "page", path: "/", status: 200, maxMillis: 3_000 },
        { name: "catalogue", path: "/api/catalog/titles?limit=1", status: 200, maxMillis: 2_000 },
      ],
    },
  },
  resilience: {
    experiments: ["pod-delete", "zone-loss", "database-failover", "cache-failover"],
    cost: { monthlyBudgetUsd: 250_000, alertEmails: ["platform@p95.example"], anomalyPercent: 20 },
    quotas: { standardVcpus: 1_024 },
    requestQuotas: true,
  },
  lake: {
    glueVersion: versions.glue,
    athenaVersion: versions.athena,
    ingestion: { source: "stream", retentionHours: 48, bufferMiB: 128, bufferSeconds: 300 },
    keepDays: 400,
    compaction: {
      targetFileMiB: 256,
      workerType: "G.1X",
      maxWorkers: 20,
      executionClass: "STANDARD", // FLEX may wait for its workers until the quiet hours are over
      limitMinutes: 180,
      lookbackDays: 7,
      snapshotDays: 5,
    },
    maxScanGiB: 1_024,
    warehouse: {
      capacity: { kind: "price-performance", level: 50 },
      maxRpu: 512,
      hotDays: 35,
      dailyRpuHours: 2_000,
    },
  },
  ingress: {
    chartVersion: versions.nginxIngressChart,
    minReplicas: 3,
    maxReplicas: 30,
    cpuPercent: 60,
    memoryPercent: 80,
    cpuMillicores: 2000,
    memoryMiB: 2048,
    clientAddress: "x-forwarded-for",
  },
  services: {
    services: {
      "playback-service": { ...playback, autoscaling: scaled(10, 100) },
      "recommendation-service": { ...small, autoscaling: scaled(6, 60), calls: ["catalog-service"] },
      "catalog-service": { ...small, autoscaling: scaled(6, 60), calls: [] },
      "session-service": { ...small, autoscaling: scaled(6, 60), calls: [] },
    },
    watchEvents: {
      queue: { consumerTimeoutSeconds: 30, maxReceives: 5, retentionDays: 4, maxAgeSeconds: 300 },
      worker: { ...worker, maxReplicas: 200 },
    },
    releaseCalendar: { ...worker, runtime: "node", minReplicas: 1, maxReplicas: 1 },
    keda: { chartVersion: versions.keda, replicaCount: 2 },
    prediction: {
      requestsPerSecondPerPod: 100,
      usualPeakReplicas: 36,
      usualViewers: 360_000,
      blindReplicas: 30,
      releases: [],
      releaseWindows: { replicasPerMessage: 20, openMinutes: 25 },
    },
    headroom: { count: 7, cpuMillis: 1_000, memoryMiB: 2_048 },
    pauseImage: versions.pauseImage,
  },
  monitoring: {
    charts: { crds: versions.prometheusOperatorCrds, stack: versions.kubePrometheusStack },
    replicas: 2,
    retentionDays: 15,
    storageGiB: 200,
    prometheus: { cpuMillis: 4000, memoryMiB: 16384 },
    grafana: true,
    runbookBaseUrl: "https://p95.example/docs/runbooks",
  },
  logShipping: { cpuMillis: 200, memoryMiB: 256, bufferMiB: 1024 },
  load: {
    profile: { peakPerSecond: 10000, releaseMultiplier: 2.5, soakHours: 8 },
    limits: { p50Millis: 60, p95Millis: 250, p99Millis: 800, failedPercent: 0.1 },
    regression: { dayOfWeek: 2, requestsPerSecond: 50, minutes: 10, runner: { cpuMillis: 1_000, memoryMiB: 512 } },
  },
  protectStateful: true,
  logRetentionDays: 90,
  tags: { environment: "prod", "cost-center": "platform-prod" },
};
