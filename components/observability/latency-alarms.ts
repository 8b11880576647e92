import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { metricNamespace } from "./metric-namespace";
import type { LatencySettings } from "./settings";

interface LatencyAlarmsArgs {
  readonly region: string;
  readonly services: Readonly<Record<string, LatencySettings>>;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

/** The median moves when everything is slow, the 99th percentile when something is; who waits there is few but real. */
const PERCENTILES = [
  { percentile: "p50", field: "p50Millis", pages: false, meaning: "Half of its answers are slow: everything is." },
  { percentile: "p95", field: "p95Millis", pages: true, meaning: "One answer in twenty is too slow." },
  { percentile: "p99", field: "p99Millis", pages: false, meaning: "One answer in a hundred is too slow." },
] as const;

/** Declares three alarms for each service. Never on averages: they hide who waits. */
export function declareLatencyAlarms(name: string, args: LatencyAlarmsArgs, opts: pulumi.CustomResourceOptions): void {
  for (const [service, latency] of Object.entries(args.services)) {
    for (const { percentile, field, pages, meaning } of PERCENTILES) {
      const topicArn = pages ? args.pageTopicArn : args.ticketTopicArn;
      new aws.cloudwatch.MetricAlarm(
        `${name}-${service}-${percentile}`,
        {
          region: args.region,
          alarmDescription: `${service}: ${meaning} Look at its endpoints in the five-minute query, then at what it calls.`,
          namespace: metricNamespace(),
          metricName: "RequestSeconds",
          dimensions: { Service: service },
          extendedStatistic: percentile,
          period: 60,
          comparisonOperator: "GreaterThanThreshold",
          threshold: latency[field] / 1_000,
          datapointsToAlarm: 5,
          evaluationPeriods: 10,
          evaluateLowSampleCountPercentiles: "ignore", // the 99th percentile of ten requests is the slowest of ten
          treatMissingData: "notBreaching",
          alarmActions: [topicArn],
          okActions: [topicArn],
        },
        opts,
      );
    }
  }
}
