import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { physicalName } from "../physical-name";
import { BURN_RATES, type BurnRate, badRatioAt } from "./burn-rate";
import { metricNamespace } from "./metric-namespace";
import { type ObjectivesSettings, objectivesProblems } from "./settings";

export interface SloAlarmsArgs {
  readonly region: string;
  readonly objectives: ObjectivesSettings;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function sloAlarmsProblems({ region, objectives }: SloAlarmsArgs): Problem[] {
  return [...regionProblems("region", region), ...objectivesProblems("objectives", objectives)];
}

/** One promise, and the metric whose average is the share of requests that break it. */
interface Indicator {
  readonly role: "availability" | "latency";
  readonly metric: "Failed" | "Late";
  readonly targetPercent: number;
  readonly meaning: string;
}

function indicators({ availabilityPercent, quickPercent, quickMillis }: ObjectivesSettings): Indicator[] {
  return [
    {
      role: "availability",
      metric: "Failed",
      targetPercent: availabilityPercent,
      meaning: `More requests fail than ${availabilityPercent} % in thirty days leaves room for.`,
    },
    {
      role: "latency",
      metric: "Late",
      targetPercent: quickPercent,
      meaning: `More requests take over ${quickMillis} ms than ${quickPercent} % in thirty days leaves room for.`,
    },
  ];
}

/** Minutes of failing, one after the other, that send viewers elsewhere. */
const EVACUATE_AFTER_MINUTES = 5;

const SECONDS_PER_HOUR = 3_600;

/**
 * Whether a region keeps its promises. Each burn rate is an alarm on a long window, one on a short window, and a composite of both
 * that tells somebody. Apart from those, one plain alarm is what Route 53 may follow: it takes neither composites nor arithmetic,
 * percentiles or "m out of n".
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/health-checks-creating-values.html#health-checks-creating-values-cloudwatch
 */
export class SloAlarms extends pulumi.ComponentResource {
  /** Ends experiments: a promise of this region is being broken fast, or viewers are sent elsewhere. */
  readonly stopAlarmArn: pulumi.Output<string>;
  /** For `OriginEntrance.sloAlarmName`: viewers should go elsewhere. */
  readonly evacuationAlarmName: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: SloAlarmsArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`SloAlarms "${name}"`, sloAlarmsProblems(args));
    super("p95:observability:SloAlarms", name, {}, opts);
    const { region } = args;

    const paging: pulumi.Output<string>[] = [];
    for (const indicator of indicators(args.objectives)) {
      for (const burn of BURN_RATES) {
        const { alarmName } = this.burning(name, args, indicator, burn);
        if (burn.pages) paging.push(alarmName);
      }
    }
    const evacuation = this.evacuation(name, args);
    const stop = new aws.cloudwatch.CompositeAlarm(
      `${name}-stop`,
      {
        region,
        alarmName: physicalName("cloudwatch-alarm", name, "stop"),
        alarmDescription: `Viewers of ${region} suffer: experiments end. The alarms that this one is made of say why.`,
        alarmRule: rule("OR", [...paging, evacuation.name]),
      },
      { parent: this },
    );

    this.stopAlarmArn = stop.arn;
    this.evacuationAlarmName = evacuation.name;
    this.registerOutputs({ stopAlarmArn: this.stopAlarmArn, evacuationAlarmName: this.evacuationAlarmName });
  }

  private burning(
    name: string,
    args: SloAlarmsArgs,
    { role, metric, targetPercent, meaning }: Indicator,
    burn: BurnRate,
  ): aws.cloudwatch.CompositeAlarm {
    const { region, objectives, pageTopicArn, ticketTopicArn } = args;
    const topicArn = burn.pages ? pageTopicArn : ticketTopicArn;
    const pair = `${name}-${role}-${burn.role}`;
    const window = {
      region,
      comparisonOperator: "GreaterThanThreshold",
      threshold: badRatioAt(burn.rate, { targetPercent }),
      evaluationPeriods: 1,
      treatMissingData: "notBreaching", // nobody asked, nobody was let down
    };
    const long = new aws.cloudwatch.MetricAlarm(
      `${pair}-long`,
      {
        ...window,
        alarmDescription: `${meaning} Seen over ${burn.longSeconds / 60} minutes.`,
        metricQueries: shareOfEnough(metric, burn.longSeconds, objectives.minRequestsPerHour),
      },
      { parent: this },
    );
    const short = new aws.cloudwatch.MetricAlarm(
      `${pair}-short`,
      {
        ...window,
        alarmDescription: `${meaning} Seen over ${burn.shortSeconds / 60} minutes.`,
        namespace: metricNamespace(),
        metricName: metric,
        statistic: "Average",
        period: burn.shortSeconds,
      },
      { parent: this },
    );
    return new aws.cloudwatch.CompositeAlarm(
      pair,
      {
        region,
        alarmName: physicalName("cloudwatch-alarm", pair),
        alarmDescription: `${meaning} The budget burns ${burn.rate} times too fast. Look at the slowest endpoints.`,
        alarmRule: rule("AND", [long.name, short.name]),
        alarmActions: [topicArn],
        okActions: [topicArn],
      },
      { parent: this },
    );
  }

  private evacuation(name: string, { region, objectives, pageTopicArn }: SloAlarmsArgs): aws.cloudwatch.MetricAlarm {
    return new aws.cloudwatch.MetricAlarm(
      `${name}-evacuation`,
      {
        region,
        alarmDescription: `${region} fails its viewers: DNS sends them elsewhere until somebody says it is well, see docs.`,
        namespace: metricNamespace(),
        metricName: "Failed",
        statistic: "Average",
        period: 60,
        comparisonOperator: "GreaterThanThreshold",
        threshold: objectives.evacuateAtPercent / 100,
        evaluationPeriods: EVACUATE_AFTER_MINUTES, // of as many: Route 53 takes no "m out of n"
        treatMissingData: "ignore", // without viewers there is no proof that it is well again: coming and going would be worse
        alarmActions: [pageTopicArn],
        okActions: [pageTopicArn],
      },
      { parent: this },
    );
  }
}

/** The share as one number, or 0 where too few asked to tell. */
function shareOfEnough(metricName: string, period: number, minRequestsPerHour: number) {
  const of = (stat: string) => ({ namespace: metricNamespace(), metricName, period, stat });
  const enough = (minRequestsPerHour * period) / SECONDS_PER_HOUR;
  return [
    { id: "requests", metric: of("SampleCount") },
    { id: "bad", metric: of("Average") },
    {
      id: "share",
      expression: `IF(requests >= ${enough}, bad, 0)`,
      label: `Share of ${metricName.toLowerCase()} requests`,
      returnData: true,
    },
  ];
}

function rule(operator: "AND" | "OR", alarms: readonly pulumi.Output<string>[]): pulumi.Output<string> {
  return pulumi.all([...alarms]).apply((names) => names.map((alarm) => `ALARM("${alarm}")`).join(` ${operator} `));
}
