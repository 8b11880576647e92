import { beforeAll, describe, expect, it } from "@jest/globals";
import { SloAlarms, type SloAlarmsArgs } from "../../../components/observability/slo-alarms";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings } from "./observability-settings";

const args: SloAlarmsArgs = {
  region: "eu-west-1",
  objectives: settings.objectives,
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
};

describe("SloAlarms", () => {
  let slo: SloAlarms;
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => {
      slo = new SloAlarms("slo", args, opts);
    });
  });

  it("declares two windows and what joins them for each promise and burn rate, and two alarms for the region", () => {
    const pairs = ["availability", "latency"].flatMap((role) =>
      ["fast", "slow", "steady"].map((rate) => `slo-${role}-${rate}`),
    );
    const each = pairs.flatMap((pair) => [pair, `${pair}-long`, `${pair}-short`]);
    expect(made.names()).toEqual([...each, "slo-evacuation", "slo-stop"].sort());
    expect(made.names().map((name) => made.one(name).region)).toEqual(Array(20).fill("eu-west-1"));
  });

  it("sees a fast burn of the availability in an hour, as the share of enough requests", () => {
    expect(made.one("slo-availability-fast-long")).toEqual({
      region: "eu-west-1",
      alarmDescription: "More requests fail than 99.9 % in thirty days leaves room for. Seen over 60 minutes.",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0.0144,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      metricQueries: [
        { id: "requests", metric: { namespace: "p95/dev", metricName: "Failed", period: 3_600, stat: "SampleCount" } },
        { id: "bad", metric: { namespace: "p95/dev", metricName: "Failed", period: 3_600, stat: "Average" } },
        {
          id: "share",
          expression: "IF(requests >= 600, bad, 0)",
          label: "Share of failed requests",
          returnData: true,
        },
      ],
    });
  });

  it("and in five minutes, so that it ends soon after the trouble does", () => {
    expect(made.one("slo-availability-fast-short")).toEqual({
      region: "eu-west-1",
      alarmDescription: "More requests fail than 99.9 % in thirty days leaves room for. Seen over 5 minutes.",
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0.0144,
      evaluationPeriods: 1,
      treatMissingData: "notBreaching",
      namespace: "p95/dev",
      metricName: "Failed",
      statistic: "Average",
      period: 300,
    });
  });

  it("asks for as many requests an hour over every long window", () => {
    const expressions = ["fast", "steady", "slow"].map(
      (rate) => made.one(`slo-latency-${rate}-long`).metricQueries[2].expression,
    );
    expect(expressions).toEqual([
      "IF(requests >= 600, bad, 0)",
      "IF(requests >= 3600, bad, 0)",
      "IF(requests >= 14400, bad, 0)",
    ]);
  });

  it("keeps every window within the day that CloudWatch looks back", () => {
    const periods = made.names("aws:cloudwatch/metricAlarm:MetricAlarm").map((name) => {
      const { period, metricQueries, evaluationPeriods } = made.one(name);
      return (period ?? metricQueries[0].metric.period) * evaluationPeriods;
    });
    expect(Math.max(...periods)).toBe(86_400);
  });

  it.each([
    ["slo-availability-fast", "arn:page"],
    ["slo-latency-steady", "arn:page"],
    ["slo-latency-slow", "arn:ticket"],
  ])("tells somebody when both windows agree: %s, %s", (pair, topic) => {
    expect(made.one(pair)).toMatchObject({
      alarmRule: `ALARM("${pair}-long") AND ALARM("${pair}-short")`,
      alarmActions: [topic],
      okActions: [topic],
    });
    expect(made.one(`${pair}-long`).alarmActions).toBeUndefined();
    expect(made.one(`${pair}-short`).alarmActions).toBeUndefined();
  });

  it("gives every composite a name of the stack, as CloudWatch makes none", () => {
    const names = made.names("aws:cloudwatch/compositeAlarm:CompositeAlarm").map((name) => made.one(name).alarmName);
    expect(names.map((name) => name.replace(/-[0-9a-z]{6}$/, ""))).toEqual([
      "dev-slo-availability-fast",
      "dev-slo-availability-slow",
      "dev-slo-availability-steady",
      "dev-slo-latency-fast",
      "dev-slo-latency-slow",
      "dev-slo-latency-steady",
      "dev-slo-stop",
    ]);
  });

  it("evacuates by one plain alarm, as Route 53 follows no other", async () => {
    expect(made.one("slo-evacuation")).toEqual({
      region: "eu-west-1",
      alarmDescription:
        "eu-west-1 fails its viewers: DNS sends them elsewhere until somebody says it is well, see docs.",
      namespace: "p95/dev",
      metricName: "Failed",
      statistic: "Average",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0.25,
      evaluationPeriods: 5,
      treatMissingData: "ignore",
      alarmActions: ["arn:page"],
      okActions: ["arn:page"],
    });
    expect(await resolved(slo.evacuationAlarmName)).toBe("slo-evacuation");
  });

  it("ends experiments when somebody was paged for a promise or viewers are sent elsewhere, and at nothing slower", async () => {
    const paging = ["availability-fast", "availability-steady", "latency-fast", "latency-steady"];
    const names = paging.map((pair) => made.one(`slo-${pair}`).alarmName);
    const { alarmRule, alarmActions } = made.one("slo-stop");
    expect(alarmRule).toBe([...names, "slo-evacuation"].map((name) => `ALARM("${name}")`).join(" OR "));
    expect(alarmActions).toBeUndefined();
    expect(await resolved(slo.stopAlarmArn)).toBe("arn:slo-stop");
  });

  it("reports every problem at once", () => {
    const objectives = { ...settings.objectives, availabilityPercent: 100, evacuateAtPercent: 4 };
    expect(() => new SloAlarms("slo", { ...args, region: "eu", objectives })).toThrow(
      'Cannot declare SloAlarms "slo"\n' +
        '  region: must be a region such as "eu-west-1", got "eu"\n' +
        "  objectives.availabilityPercent: must be 94 to 99.999 percent, got 100\n" +
        "  objectives.evacuateAtPercent: must be 5 to 100 percent, got 4",
    );
  });
});
