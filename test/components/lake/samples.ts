import type { RegionClock } from "../../../components/clock";
import type { RegionalLakeArgs } from "../../../components/lake/regional-lake";
import type { LakeSettings } from "../../../components/lake/settings";

/** The sizes of production. */
export const prod: LakeSettings = {
  glueVersion: "5.0",
  athenaVersion: "Athena engine version 3",
  ingestion: { source: "stream", retentionHours: 48, bufferMiB: 128, bufferSeconds: 300 },
  keepDays: 400,
  compaction: {
    targetFileMiB: 256,
    workerType: "G.1X",
    maxWorkers: 20,
    executionClass: "STANDARD",
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
};

/** The sizes of dev: nothing that is paid for by the hour. */
export const dev: LakeSettings = {
  glueVersion: "5.0",
  athenaVersion: "Athena engine version 3",
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
};

export const CLOCKS: Readonly<Record<string, RegionClock>> = {
  "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
  "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
  "ap-southeast-1": { timezone: "Asia/Singapore", quietHourUtc: 20 },
};

export const args: RegionalLakeArgs = {
  region: "eu-west-1",
  settings: prod,
  accountId: "111122223333",
  clock: CLOCKS["eu-west-1"]!,
  network: { vpcId: "vpc", subnetIds: ["a", "b", "c"], clientCidrBlocks: ["10.33.0.0/18"] },
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 90,
  protectStateful: true,
};

/** Statements of a policy as it was declared. */
export const statements = (policy: string): any[] => JSON.parse(policy).Statement;
