import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PrimeTime, RegionClock } from "../clock";
import { parseNodeType, tiersData } from "./node-type";
import type { RegionalClusterSettings, ScaledReplicas, ScaledShards } from "./settings";

/**
 * Pause between two actions. Unit: seconds. Slots and replicas take minutes to move; acting on the load of the move itself would
 * go in circles. Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoScaling-Scaling-Defining-Policy-API.html
 */
const COOLDOWN_SECONDS = 600;

interface AutoscalingArgs {
  readonly region: string;
  readonly replicationGroupId: pulumi.Input<string>;
  readonly size: RegionalClusterSettings;
  readonly clock: RegionClock;
  readonly primeTime?: PrimeTime;
}

interface Dimension {
  readonly role: "shards" | "replicas";
  readonly apiName: "NodeGroups" | "Replicas";
  readonly count: { readonly minCount: number; readonly maxCount: number };
  readonly metric: string;
  readonly targetPercent: number;
  readonly disableScaleIn: boolean;
}

/**
 * Shards are never scaled in by load: it would move slots, hence keys, in the hour after the peak, to move them back the next
 * evening. For the same reason they have no schedule: a minimum raised once would stay. A person shrinks them.
 */
function shardDimension(count: ScaledShards, nodeType: string): Dimension {
  const memory = tiersData(parseNodeType(nodeType)!)
    ? "ElastiCacheDatabaseCapacityUsageCountedForEvictPercentage" // memory and SSD together
    : "ElastiCacheDatabaseMemoryUsageCountedForEvictPercentage";
  const { targetCpuPercent, targetMemoryPercent } = count;
  return {
    role: "shards",
    apiName: "NodeGroups",
    count,
    metric: targetCpuPercent === undefined ? memory : "ElastiCachePrimaryEngineCPUUtilization",
    targetPercent: (targetCpuPercent ?? targetMemoryPercent)!, // exactly one is set: `clusterProblems`
    disableScaleIn: true,
  };
}

function replicaDimension(count: ScaledReplicas): Dimension {
  return {
    role: "replicas",
    apiName: "Replicas",
    count,
    metric: "ElastiCacheReplicaEngineCPUUtilization",
    targetPercent: count.targetCpuPercent,
    disableScaleIn: false,
  };
}

/** Lets load, and prime time, change the counts that `args.size` gives as a range. Declares nothing for fixed counts. */
export function declareAutoscaling(name: string, args: AutoscalingArgs, opts: pulumi.CustomResourceOptions): void {
  const { region, size, clock, primeTime } = args;
  const { shards, replicasPerShard: replicas } = size;
  const dimensions = [
    ...(typeof shards === "object" ? [shardDimension(shards, size.nodeType)] : []),
    ...(typeof replicas === "object" ? [replicaDimension(replicas)] : []),
  ];

  for (const { role, apiName, count, metric, targetPercent, disableScaleIn } of dimensions) {
    const target = new aws.appautoscaling.Target(
      `${name}-${role}`,
      {
        region,
        serviceNamespace: "elasticache",
        scalableDimension: `elasticache:replication-group:${apiName}`,
        resourceId: pulumi.interpolate`replication-group/${args.replicationGroupId}`,
        minCapacity: count.minCount,
        maxCapacity: count.maxCount,
      },
      // The schedule raises the minimum in the evening: `up` at eight must not lower it. A new minimum comes with the lowering.
      { ...opts, ignoreChanges: role === "replicas" && hasPrimeTime(replicas) ? ["minCapacity"] : [] },
    );
    const { serviceNamespace, scalableDimension, resourceId } = target;
    new aws.appautoscaling.Policy(
      `${name}-${role}-tracking`,
      {
        region,
        serviceNamespace,
        scalableDimension,
        resourceId,
        policyType: "TargetTrackingScaling",
        targetTrackingScalingPolicyConfiguration: {
          predefinedMetricSpecification: { predefinedMetricType: metric },
          targetValue: targetPercent,
          disableScaleIn,
          scaleInCooldown: COOLDOWN_SECONDS,
          scaleOutCooldown: COOLDOWN_SECONDS,
        },
      },
      opts,
    );
    if (role !== "replicas" || !hasPrimeTime(replicas) || primeTime === undefined) continue;
    const scheduled = [
      { suffix: "raise", hour: primeTime.fromHour, minCapacity: replicas.primeTimeMinCount },
      { suffix: "lower", hour: primeTime.toHour, minCapacity: count.minCount },
    ];
    for (const { suffix, hour, minCapacity } of scheduled) {
      new aws.appautoscaling.ScheduledAction(
        `${name}-${role}-${suffix}`,
        {
          region,
          serviceNamespace,
          scalableDimension,
          resourceId,
          schedule: `cron(0 ${hour} * * ? *)`,
          timezone: clock.timezone,
          scalableTargetAction: { minCapacity, maxCapacity: count.maxCount },
        },
        opts,
      );
    }
  }
}

function hasPrimeTime(replicas: number | ScaledReplicas): replicas is ScaledReplicas & { primeTimeMinCount: number } {
  return typeof replicas === "object" && replicas.primeTimeMinCount !== undefined;
}
