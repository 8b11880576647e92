import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { ALARM_RULES, type AlarmRule, LOG_ALARM_RULES, LOG_NAMESPACE } from "./alarm-rules";

/** What an instance has, at its biggest. */
export interface InstanceLimits {
  readonly memoryGiB: number;
  readonly maxConnections: number;
}

interface AlarmsArgs {
  readonly region: string;
  /** Plain, so that dimensions are known before there is a cluster. */
  readonly clusterIdentifier: string;
  /** Of the instances that are ours; the scaler's own show in the numbers of the cluster and of its readers. */
  readonly instanceIdentifiers: readonly string[];
  readonly limits: InstanceLimits;
  readonly serverless: boolean;
  /** More than one instance, or a scaler that may add one. */
  readonly replicated: boolean;
  readonly insights: boolean;
  /** The region that writes, if it is another one. */
  readonly copyOf?: string | undefined;
  readonly logGroupName: pulumi.Input<string>;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

function applies({ scope, only }: AlarmRule, args: AlarmsArgs): boolean {
  const secondary = args.copyOf !== undefined;
  if (scope === "writer" && secondary) return false;
  if (scope === "readers" && !secondary && !args.replicated) return false;
  switch (only) {
    case "insights":
      return args.insights;
    case "replicated":
      return args.replicated && !secondary; // the writer keeps it
    case "secondary":
      return secondary;
    case "serverless":
      return args.serverless;
    case undefined:
      return true;
  }
}

/** A set of dimensions for each alarm that `rule` becomes. */
function dimensionSets({ scope }: AlarmRule, args: AlarmsArgs): Record<string, string>[] {
  const cluster = { DBClusterIdentifier: args.clusterIdentifier };
  switch (scope) {
    case "writer":
      return [{ ...cluster, Role: "WRITER" }];
    case "readers":
      return [{ ...cluster, Role: "READER" }];
    case "instance":
      return args.instanceIdentifiers.map((instance) => ({ DBInstanceIdentifier: instance }));
    case "cluster":
    case "replication":
      return [cluster];
  }
}

function thresholdOf({ threshold }: AlarmRule, { limits }: AlarmsArgs): number {
  if (typeof threshold === "number") return threshold;
  const whole = threshold.of === "memory" ? limits.memoryGiB * 1024 ** 3 : limits.maxConnections;
  return Math.round((whole * threshold.percent) / 100);
}

function metricOf(rule: AlarmRule, dimensions: Record<string, string>, { copyOf }: AlarmsArgs) {
  const namespace = "AWS/RDS";
  if (rule.scope !== "replication" || copyOf === undefined) {
    return { namespace, metricName: rule.metric, dimensions, statistic: rule.statistic, period: 60 };
  }
  const candidates = [dimensions, { SourceRegion: copyOf }].map((candidate, index) => ({
    id: `m${index + 1}`,
    metric: { namespace, metricName: rule.metric, dimensions: candidate, period: 60, stat: rule.statistic },
  }));
  const worst = { id: "worst", expression: "MAX([m1,m2])", label: rule.metric, returnData: true };
  return { metricQueries: [...candidates, worst] };
}

/** Declares the alarms of one region's cluster: `ALARM_RULES` where they apply, and what its log tells. */
export function declareAlarms(name: string, args: AlarmsArgs, opts: pulumi.CustomResourceOptions): void {
  const { region, pageTopicArn, ticketTopicArn } = args;
  for (const rule of ALARM_RULES.filter((candidate) => applies(candidate, args))) {
    const topicArn = rule.pages ? pageTopicArn : ticketTopicArn;
    const sets = dimensionSets(rule, args);
    sets.forEach((dimensions, index) => {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${rule.role}${rule.scope === "instance" ? `-${index + 1}` : ""}`,
        {
          region,
          alarmDescription: rule.meaning,
          ...metricOf(rule, dimensions, args),
          comparisonOperator: rule.comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
          threshold: thresholdOf(rule, args),
          datapointsToAlarm: rule.badMinutes[0],
          evaluationPeriods: rule.badMinutes[1],
          treatMissingData: rule.gap === "fine" ? "notBreaching" : "missing",
          alarmActions: [topicArn],
          okActions: [topicArn],
        },
        opts,
      );
    });
  }
  declareLogAlarms(name, args, opts);
}

function declareLogAlarms(name: string, args: AlarmsArgs, opts: pulumi.CustomResourceOptions): void {
  const { region, clusterIdentifier, logGroupName, ticketTopicArn } = args;
  for (const { role, pattern, threshold, meaning } of LOG_ALARM_RULES) {
    const metricName = `${clusterIdentifier}-${role}`;
    new aws.cloudwatch.LogMetricFilter(
      `${name}-${role}-filter`,
      {
        region,
        logGroupName,
        pattern,
        metricTransformation: { namespace: LOG_NAMESPACE, name: metricName, value: "1", defaultValue: "0" },
      },
      opts,
    );
    new aws.cloudwatch.MetricAlarm(
      `${name}-${role}`,
      {
        region,
        alarmDescription: meaning,
        namespace: LOG_NAMESPACE,
        metricName,
        statistic: "Sum",
        period: 300,
        comparisonOperator: "GreaterThanThreshold",
        threshold,
        evaluationPeriods: 1,
        treatMissingData: "notBreaching",
        alarmActions: [ticketTopicArn],
        okActions: [ticketTopicArn],
      },
      opts,
    );
  }
}
