import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { RegionClock } from "../clock";
import type { ScaledReaders } from "./settings";

/**
 * Pauses after adding and after removing a reader. Unit: seconds. A new one takes some ten minutes and starts with a cold cache, so
 * it is kept for the rest of the peak. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Integrating.AutoScaling.html
 */
const COOLDOWN_SECONDS = { out: 300, in: 900 };

interface ReaderScalingArgs {
  readonly region: string;
  readonly clusterIdentifier: pulumi.Input<string>;
  readonly readers: ScaledReaders;
  readonly clock: RegionClock;
}

/** Lets load and prime time change the number of readers. The scaler's own are not Pulumi's: docs/aurora.md tells how to remove them. */
export function declareReaderScaling(
  name: string,
  { region, clusterIdentifier, readers, clock }: ReaderScalingArgs,
  opts: pulumi.CustomResourceOptions,
): void {
  const { minCount, maxCount, targetCpuPercent, primeTime } = readers;
  const target = new aws.appautoscaling.Target(
    `${name}-readers`,
    {
      region,
      serviceNamespace: "rds",
      scalableDimension: "rds:cluster:ReadReplicaCount",
      resourceId: pulumi.interpolate`cluster:${clusterIdentifier}`,
      minCapacity: minCount,
      maxCapacity: maxCount,
    },
    // The schedule raises the minimum in the evening: `up` at eight must not lower it. A new minimum comes with the lowering.
    { ...opts, ignoreChanges: primeTime === undefined ? [] : ["minCapacity"] },
  );
  const { serviceNamespace, scalableDimension, resourceId } = target;
  new aws.appautoscaling.Policy(
    `${name}-readers-tracking`,
    {
      region,
      serviceNamespace,
      scalableDimension,
      resourceId,
      policyType: "TargetTrackingScaling",
      targetTrackingScalingPolicyConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "RDSReaderAverageCPUUtilization" },
        targetValue: targetCpuPercent,
        scaleInCooldown: COOLDOWN_SECONDS.in,
        scaleOutCooldown: COOLDOWN_SECONDS.out,
      },
    },
    opts,
  );
  if (primeTime === undefined) return;
  const scheduled = [
    { suffix: "raise", hour: primeTime.fromHour, minCapacity: primeTime.minCount },
    { suffix: "lower", hour: primeTime.toHour, minCapacity: minCount },
  ];
  for (const { suffix, hour, minCapacity } of scheduled) {
    new aws.appautoscaling.ScheduledAction(
      `${name}-readers-${suffix}`,
      {
        region,
        serviceNamespace,
        scalableDimension,
        resourceId,
        schedule: `cron(0 ${hour} * * ? *)`,
        timezone: clock.timezone,
        scalableTargetAction: { minCapacity, maxCapacity: maxCount },
      },
      opts,
    );
  }
}
