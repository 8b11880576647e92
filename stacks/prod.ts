import type { PlatformSettings } from "../components/settings";
import { versions } from "./versions";

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
  caches: {
    mode: "clusters",
    engineVersion: versions.valkey,
    clocks: {
      "ap-southeast-1": { timezone: "Asia/Singapore", quietHourUtc: 20 },
      "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
      "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
    },
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
  protectStateful: true,
  logRetentionDays: 90,
  tags: { environment: "prod", "cost-center": "platform-prod" },
};
