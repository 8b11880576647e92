import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import type { RegionClock } from "../clock";
import type { BaselineNodesSettings, PredictiveMode } from "./settings";

/** From the order to a node that takes pods, with room to spare. Unit: seconds. A guess until a real node has been timed. */
const LAUNCH_SECONDS = 600;

const MODES: Readonly<Record<PredictiveMode, string>> = {
  "forecast-only": "ForecastOnly",
  "forecast-and-scale": "ForecastAndScale",
};

/** To AWS, a bound that stays as it is. */
const UNCHANGED = -1;

interface NodeScalingArgs {
  readonly region: string;
  readonly autoscalingGroupName: pulumi.Input<string>;
  readonly settings: BaselineNodesSettings;
  readonly clock: RegionClock;
}

/** Lets forecast, load and clock change how many nodes a group has. */
export function declareNodeScaling(name: string, args: NodeScalingArgs, opts: pulumi.CustomResourceOptions): void {
  const { region, autoscalingGroupName, settings, clock } = args;
  const { targetCpuPercent, primeTime } = settings;

  new aws.autoscaling.Policy(
    `${name}-forecast`,
    {
      region,
      autoscalingGroupName,
      policyType: "PredictiveScaling",
      predictiveScalingConfiguration: {
        mode: MODES[settings.predictive],
        schedulingBufferTime: String(LAUNCH_SECONDS),
        maxCapacityBreachBehavior: "HonorMaxCapacity",
        metricSpecification: {
          targetValue: targetCpuPercent,
          predefinedMetricPairSpecification: { predefinedMetricType: "ASGCPUUtilization" },
        },
      },
    },
    opts,
  );
  new aws.autoscaling.Policy(
    `${name}-tracking`, // a forecast only ever adds nodes; this takes them away again
    {
      region,
      autoscalingGroupName,
      policyType: "TargetTrackingScaling",
      estimatedInstanceWarmup: LAUNCH_SECONDS,
      targetTrackingConfiguration: {
        predefinedMetricSpecification: { predefinedMetricType: "ASGAverageCPUUtilization" },
        targetValue: targetCpuPercent,
      },
    },
    opts,
  );
  if (primeTime === undefined) return;
  const scheduled = [
    { role: "raise", hour: primeTime.fromHour, minSize: primeTime.minCount },
    { role: "lower", hour: primeTime.toHour, minSize: settings.minCount },
  ];
  for (const { role, hour, minSize } of scheduled) {
    new aws.autoscaling.Schedule(
      `${name}-${role}`,
      {
        region,
        autoscalingGroupName,
        scheduledActionName: `prime-time-${role}`,
        recurrence: `0 ${hour} * * *`,
        timeZone: clock.timezone,
        minSize,
        maxSize: UNCHANGED,
        desiredCapacity: UNCHANGED, // a raised minimum pulls it along, a lowered one leaves it to the tracking
      },
      opts,
    );
  }
}
