import type { DatabaseArgs } from "../../../components/database/database";
import type { DatabaseSettings } from "../../../components/database/settings";

export const REGIONS = ["ap-southeast-1", "eu-west-1", "us-east-1"];

/** The sizes of production. */
export const prod: DatabaseSettings = {
  engineVersion: "17.7",
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
  backupCopy: { toRegion: "us-west-2", keepDays: 35 },
  insights: "advanced",
  monitoringIntervalSeconds: 15,
  passwordVersion: 1,
};

export const dev: DatabaseSettings = {
  engineVersion: "17.7",
  storage: "standard",
  instances: { kind: "serverless", minAcu: 0, maxAcu: 4, secondsUntilAutoPause: 300 },
  backupRetentionDays: 1,
  insights: "off",
  monitoringIntervalSeconds: 0,
  passwordVersion: 1,
};

const clocks: Record<string, { timezone: string; quietHourUtc: number }> = {
  "ap-southeast-1": { timezone: "Asia/Singapore", quietHourUtc: 20 },
  "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 3 },
  "us-east-1": { timezone: "America/New_York", quietHourUtc: 8 },
};

export function databaseArgs(
  settings: DatabaseSettings,
  regions: readonly string[],
  more: Partial<DatabaseArgs> = {},
): DatabaseArgs {
  return {
    settings,
    primaryRegion: "us-east-1",
    members: regions.map((region) => ({
      region,
      network: {
        vpcId: `vpc-${region}`,
        subnetIds: [`subnet-${region}-a`, `subnet-${region}-b`],
        clientCidrBlocks: ["10.32.0.0/18", "10.33.0.0/18"],
      },
      clock: clocks[region]!,
      pageTopicArn: `arn:page:${region}`,
      ticketTopicArn: `arn:ticket:${region}`,
    })),
    logRetentionDays: 30,
    protectStateful: true,
    ...more,
  };
}
