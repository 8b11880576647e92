import type { QuotaSettings } from "../../../components/resilience/quota-demand";
import { SERVICE_NAMES } from "../../../components/service/service-contract";
import type { RegionSettings } from "../../../components/settings";
import { settingsFor } from "../../../stacks";
import { prod as cluster } from "../cluster/samples";

const { services, ingress, pooling, monitoring, load } = settingsFor("dev");
const pod = { ...services.services["catalog-service"], cpuMillis: 500 };
const autoscaling = { minReplicas: 2, maxReplicas: 10, cpuPercent: 70, memoryPercent: 80 };
const worker = { ...services.releaseCalendar, cpuMillis: 250, maxReplicas: 3 };

/** Sizes of a stack with copies of everything; figures of its own, so that stacks may change theirs. */
export const big: QuotaSettings = {
  services: {
    ...services,
    services: Object.fromEntries(
      SERVICE_NAMES.map((name) => [name, { ...pod, autoscaling }]),
    ) as typeof services.services,
    watchEvents: { ...services.watchEvents, worker },
    releaseCalendar: worker,
    headroom: { count: 2, cpuMillis: 1_000, memoryMiB: 512 },
  },
  ingress: { ...ingress, maxReplicas: 5, cpuMillicores: 2_000 },
  pooling: { ...pooling, replicas: 3, cpuMillis: 1_000 },
  monitoring: { ...monitoring, replicas: 2, prometheus: { cpuMillis: 4_000, memoryMiB: 16_384 } },
  load: {
    ...load,
    loadTests: { operatorChart: "4.6.0", runners: 4, runner: { cpuMillis: 1_000, memoryMiB: 512 }, run: [] },
  },
  primaryRegion: "us-east-1",
  network: { nat: { mode: "regional" }, interfaceEndpoints: ["sqs", "kms"], flowLogTraffic: "REJECT" },
  cluster,
  caches: {
    mode: "clusters",
    engineVersion: "8.2",
    sessions: {
      nodeType: "cache.r7g.xlarge",
      shards: 3,
      replicasPerShard: 2,
      secondaryReplicasPerShard: 1,
      snapshotRetentionDays: 7,
    },
    recommendations: {
      nodeType: "cache.r7g.xlarge",
      shards: { minCount: 3, maxCount: 15, targetMemoryPercent: 70 },
      replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60 },
      snapshotRetentionDays: 0,
    },
    metadata: { nodeType: "cache.r7g.large", shards: 2, replicasPerShard: 1, snapshotRetentionDays: 0 },
  },
  database: {
    engineVersion: "17.7",
    storage: "io-optimized",
    instances: {
      kind: "provisioned",
      instanceClass: "db.r8g.2xlarge",
      readers: { minCount: 2, maxCount: 15, targetCpuPercent: 60 },
      secondaryCount: 2,
    },
    backupRetentionDays: 14,
    insights: "advanced",
    monitoringIntervalSeconds: 15,
    passwordVersion: 1,
  },
};

export const primary: RegionSettings = {
  name: "us-east-1",
  network: { cidrBlock: "10.32.0.0/16", zoneIds: ["use1-az1", "use1-az2", "use1-az4"] },
};

export const secondary: RegionSettings = {
  name: "eu-west-1",
  network: { cidrBlock: "10.33.0.0/16", zoneIds: ["euw1-az1", "euw1-az2", "euw1-az3"] },
};

/** What has no copy: serverless caches, one database instance. */
export const small: typeof big = {
  ...big,
  network: { nat: { mode: "single" }, interfaceEndpoints: [], flowLogTraffic: "REJECT" },
  cluster: { ...cluster, baselineNodes: undefined } as unknown as typeof cluster,
  caches: { mode: "serverless", engineVersion: "8.2", maxDataGB: 1, maxEcpuPerSecond: 5_000, snapshotRetentionDays: 0 },
  database: { ...big.database, instances: { kind: "serverless", minAcu: 0, maxAcu: 4, secondsUntilAutoPause: 300 } },
};
