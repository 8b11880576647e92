import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ALARM_RULES } from "./alarm-rules";

interface AlarmsArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

/** Declares the alarms of one control plane. */
export function declareAlarms(name: string, args: AlarmsArgs, opts: pulumi.CustomResourceOptions): void {
  for (const { role, metric, statistic, threshold, badMinutes, pages, meaning } of ALARM_RULES) {
    const topicArn = pages ? args.pageTopicArn : args.ticketTopicArn;
    new aws.cloudwatch.MetricAlarm(
      `${name}-${role}`,
      {
        region: args.region,
        alarmDescription: meaning,
        namespace: "AWS/EKS",
        metricName: metric,
        dimensions: { ClusterName: args.clusterName },
        statistic,
        period: 60,
        comparisonOperator: "GreaterThanThreshold",
        threshold,
        datapointsToAlarm: badMinutes[0],
        evaluationPeriods: badMinutes[1],
        treatMissingData: "notBreaching", // counters are silent while nothing happens
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      opts,
    );
  }
}
