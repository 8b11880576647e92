import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionClock } from "../clock";
import { physicalName } from "../physical-name";
import { CacheFirewall } from "./cache-firewall";
import { CacheUsers } from "./cache-users";
import { CACHE_PORT, type CacheEndpoint } from "./endpoint";
import type { CacheNetwork } from "./network";
import { CACHE_PURPOSES, type CachePurpose, type ServerlessCachesSettings } from "./settings";

export interface ServerlessCacheArgs {
  readonly region: string;
  readonly settings: ServerlessCachesSettings;
  readonly clock: RegionClock;
  readonly network: CacheNetwork;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/**
 * One serverless Valkey cache for all three purposes, each with a user that sees its own keys only. Encrypted with the service's key
 * (a customer key costs more than the idle cache) and evicting like `volatile-lru`: serverless has no parameter group.
 */
export class ServerlessCache extends pulumi.ComponentResource {
  readonly endpoints: Readonly<Record<CachePurpose, CacheEndpoint>>;

  constructor(name: string, args: ServerlessCacheArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cache:ServerlessCache", name, {}, opts);
    const { region, settings, network } = args;
    const child = { parent: this };

    const users = new CacheUsers(`${name}-users`, { region, purposes: CACHE_PURPOSES }, child);
    const firewall = new CacheFirewall(
      `${name}-firewall`,
      { region, vpcId: network.vpcId, clientCidrBlocks: network.clientCidrBlocks },
      child,
    );
    const cache = new aws.elasticache.ServerlessCache(
      `${name}-cache`,
      {
        region,
        name: physicalName("elasticache", name), // IAM tokens and metrics name it
        description: `All caches of ${region}`,
        engine: "valkey",
        majorEngineVersion: settings.engineVersion.split(".")[0]!,
        subnetIds: network.subnetIds,
        securityGroupIds: [firewall.securityGroupId],
        userGroupId: users.groupId,
        cacheUsageLimits: {
          dataStorage: { maximum: settings.maxDataGB, unit: "GB" },
          ecpuPerSeconds: [{ maximum: settings.maxEcpuPerSecond }],
        },
        snapshotRetentionLimit: settings.snapshotRetentionDays,
        ...(settings.snapshotRetentionDays > 0 ? { dailySnapshotTime: dailySnapshotTime(args.clock) } : {}),
      },
      { ...child, protect: args.protectStateful },
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-throttled`,
      {
        region,
        alarmDescription: "Requests are throttled: raise maxEcpuPerSecond, or move to clusters.",
        namespace: "AWS/ElastiCache",
        metricName: "ThrottledCmds",
        dimensions: { clusterId: cache.name },
        statistic: "Sum",
        period: 60,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        datapointsToAlarm: 5,
        evaluationPeriods: 10,
        treatMissingData: "notBreaching",
        alarmActions: [args.ticketTopicArn],
        okActions: [args.ticketTopicArn],
      },
      child,
    );

    const endpointOf = (purpose: CachePurpose): CacheEndpoint => {
      const user = users.users[purpose]!;
      return {
        host: cache.endpoints[0]!.address,
        port: CACHE_PORT,
        region,
        cacheName: cache.name,
        serverless: true,
        userName: user.name,
        connectArns: [cache.arn, user.arn],
      };
    };
    this.endpoints = {
      sessions: endpointOf("sessions"),
      recommendations: endpointOf("recommendations"),
      metadata: endpointOf("metadata"),
    };
    this.registerOutputs({ endpoints: this.endpoints });
  }
}

function dailySnapshotTime({ quietHourUtc }: RegionClock): string {
  return `${String(quietHourUtc).padStart(2, "0")}:00`;
}
