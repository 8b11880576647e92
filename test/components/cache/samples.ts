import type { CacheNetwork } from "../../../components/cache/network";
import type { ClusterCachesSettings, ServerlessCachesSettings } from "../../../components/cache/settings";
import type { RegionClock } from "../../../components/clock";

export function network(region: string, clientCidrBlocks: string[]): CacheNetwork {
  return { vpcId: `vpc-${region}`, subnetIds: [`subnet-${region}-a`, `subnet-${region}-b`], clientCidrBlocks };
}

export const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-1"];

export const CLOCKS: Readonly<Record<string, RegionClock>> = {
  "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
  "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
  "ap-southeast-1": { timezone: "Asia/Singapore", quietHourUtc: 20 },
};

/** The sizes of production. */
export const clusters: ClusterCachesSettings = {
  mode: "clusters",
  engineVersion: "8.2",
  nodesPerClusterQuota: 120,
  primeTime: { fromHour: 17, toHour: 1 },
  sessions: {
    nodeType: "cache.r7g.xlarge",
    shards: 3,
    replicasPerShard: 2,
    secondaryReplicasPerShard: 1,
    snapshotRetentionDays: 7,
  },
  recommendations: {
    nodeType: "cache.r7g.xlarge",
    shards: { minCount: 3, maxCount: 20, targetMemoryPercent: 60 },
    replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60, primeTimeMinCount: 3 },
    snapshotRetentionDays: 0,
  },
  metadata: {
    nodeType: "cache.r7g.large",
    shards: 2,
    replicasPerShard: { minCount: 2, maxCount: 5, targetCpuPercent: 60 },
    snapshotRetentionDays: 1,
  },
};

export const serverless: ServerlessCachesSettings = {
  mode: "serverless",
  engineVersion: "8.2",
  maxDataGB: 1,
  maxEcpuPerSecond: 5_000,
  snapshotRetentionDays: 0,
};
