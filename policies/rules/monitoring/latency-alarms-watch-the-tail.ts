import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Alarm = Excerpt<
  aws.cloudwatch.MetricAlarmArgs,
  "metricName" | "statistic" | "extendedStatistic" | "metricQueries"
>;

const LATENCY = /latency|duration|responsetime/i;

/** Alarms on an average, which stays calm while one viewer in twenty gives up. */
export function averageGaps(alarm: Alarm): string[] {
  const { metricName } = alarm;
  const single = metricName === undefined ? [] : [{ metricName, stat: alarm.extendedStatistic ?? alarm.statistic }];
  const queries = (alarm.metricQueries ?? []).flatMap(({ metric }) => (metric === undefined ? [] : [metric]));
  return [...single, ...queries]
    .filter(({ metricName: name, stat }) => LATENCY.test(name ?? "") && stat === "Average")
    .map(({ metricName: name }) => `statistic of ${name} must be a percentile such as p95, got Average`);
}

const gap = "statistic of OriginLatency must be a percentile such as p95, got Average";

export const latencyAlarmsWatchTheTail = resourceRule<Alarm>({
  name: "latency-alarms-watch-the-tail",
  description: "An alarm goes off when one viewer in twenty waits too long, not when the average one does.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html",
  remediationSteps: "Set extendedStatistic to p95, in place of statistic.",
  types: ["aws:cloudwatch/metricAlarm:MetricAlarm"],
  gaps: averageGaps,
  examples: {
    good: [
      { inputs: { metricName: "OriginLatency", extendedStatistic: "p95" } },
      { inputs: { metricName: "CPUUtilization", statistic: "Average" } },
    ],
    bad: [
      { inputs: { metricName: "OriginLatency", statistic: "Average" }, gaps: [gap] },
      {
        inputs: { metricQueries: [{ id: "m1", metric: { metricName: "OriginLatency", stat: "Average" } }] },
        gaps: [gap],
      },
    ],
    missing: { metricName: [], statistic: [], extendedStatistic: [], metricQueries: [] },
  },
});
