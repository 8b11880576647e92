import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CDN_ALARM_RULES, type CdnAlarmRule } from "./alarm-rules";
import { EDGE_REGION } from "./edge-region";
import type { CdnSettings } from "./settings";

/** Topics in us-east-1, where CloudFront's metrics and so its alarms are: an alarm cannot publish to another region. */
export interface EdgeTopics {
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

export interface CdnAlarmsArgs {
  readonly settings: CdnSettings;
  /** None where a stack has no signed video. */
  readonly distributionIds: { readonly app: pulumi.Input<string>; readonly media?: pulumi.Input<string> | undefined };
  /** By role. */
  readonly functionNames: Readonly<Record<string, pulumi.Input<string>>>;
  readonly webAclMetricName: string;
  /** @default none - a stack without a region there has no topics there, and its alarms only show in the console */
  readonly topics?: EdgeTopics | undefined;
}

type Dimensions = Readonly<Record<string, pulumi.Input<string>>>;

/** What alarms watch of the edge, and the additional metrics that some of them read. */
export class CdnAlarms extends pulumi.ComponentResource {
  constructor(name: string, args: CdnAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:CdnAlarms", name, {}, opts);
    const { detailedMetrics } = args.settings;
    if (detailedMetrics) this.measure(name, args);
    for (const rule of CDN_ALARM_RULES.filter(({ detailed }) => detailedMetrics || !detailed)) {
      for (const [suffix, dimensions] of dimensionSets(rule, args)) {
        this.alarm(`${name}-${rule.role}${suffix}`, rule, dimensions, args);
      }
    }
    this.registerOutputs();
  }

  private measure(name: string, { distributionIds }: CdnAlarmsArgs): void {
    for (const [role, distributionId] of Object.entries(distributionIds)) {
      if (distributionId === undefined) continue;
      new aws.cloudfront.MonitoringSubscription(
        `${name}-${role}-metrics`,
        {
          distributionId,
          monitoringSubscription: {
            realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" },
          },
        },
        { parent: this },
      );
    }
  }

  private alarm(name: string, rule: CdnAlarmRule, dimensions: Dimensions, { settings, topics }: CdnAlarmsArgs): void {
    const [bad, of] = rule.badMinutes;
    const heard = topics && [rule.pages ? topics.pageTopicArn : topics.ticketTopicArn];
    new aws.cloudwatch.MetricAlarm(
      name,
      {
        region: EDGE_REGION,
        alarmDescription: rule.meaning,
        namespace: rule.scope === "firewall" ? "AWS/WAFV2" : "AWS/CloudFront",
        metricName: rule.metric,
        dimensions,
        ...(rule.statistic === "p95" ? { extendedStatistic: "p95" } : { statistic: rule.statistic }),
        period: 60,
        comparisonOperator: rule.comparison === "above" ? "GreaterThanThreshold" : "LessThanThreshold",
        threshold: rule.threshold(settings.alarms),
        datapointsToAlarm: bad,
        evaluationPeriods: of,
        treatMissingData: "notBreaching", // nobody watches, so nothing is said
        ...(heard && { alarmActions: heard, okActions: heard }),
      },
      { parent: this },
    );
  }
}

/** For each alarm that `rule` becomes, how its name goes on and what it watches. */
function dimensionSets({ scope }: CdnAlarmRule, args: CdnAlarmsArgs): [suffix: string, dimensions: Dimensions][] {
  const everywhere = { Region: "Global" };
  switch (scope) {
    case "app":
      return [["", { ...everywhere, DistributionId: args.distributionIds.app }]];
    case "media": {
      const { media } = args.distributionIds;
      return media === undefined ? [] : [["", { ...everywhere, DistributionId: media }]];
    }
    case "function":
      return Object.entries(args.functionNames).map(([role, FunctionName]) => [
        `-${role}`,
        { ...everywhere, FunctionName },
      ]);
    case "firewall":
      return [["", { WebACL: args.webAclMetricName, Rule: "ALL" }]];
  }
}
