import { describe, expect, it } from "@jest/globals";
import { declareLatencyAlarms } from "../../../components/observability/latency-alarms";
import { declared } from "../../support/declared";

const args = { region: "eu-west-1", pageTopicArn: "arn:page", ticketTopicArn: "arn:ticket" };
const services = { "playback-service": { p50Millis: 100, p95Millis: 250, p99Millis: 1_000 } };

describe("declareLatencyAlarms()", () => {
  it("watches three percentiles of each service, and wakes somebody for the 95th", async () => {
    const made = await declared((opts) => declareLatencyAlarms("eu", { ...args, services }, opts));
    const seen = made.names().map((name) => {
      const { extendedStatistic, threshold, alarmActions, dimensions, statistic } = made.one(name);
      return [name, extendedStatistic, threshold, alarmActions, dimensions.Service, statistic];
    });
    expect(seen).toEqual([
      ["eu-playback-service-p50", "p50", 0.1, ["arn:ticket"], "playback-service", undefined],
      ["eu-playback-service-p95", "p95", 0.25, ["arn:page"], "playback-service", undefined],
      ["eu-playback-service-p99", "p99", 1, ["arn:ticket"], "playback-service", undefined],
    ]);
  });

  it("reads the metric that the access log gives each service, five minutes of ten", async () => {
    const made = await declared((opts) => declareLatencyAlarms("eu", { ...args, services }, opts));
    expect(made.one("eu-playback-service-p95")).toEqual({
      region: "eu-west-1",
      alarmDescription:
        "playback-service: One answer in twenty is too slow. Look at its endpoints in the five-minute query, then at what it calls.",
      namespace: "p95/dev",
      metricName: "RequestSeconds",
      dimensions: { Service: "playback-service" },
      extendedStatistic: "p95",
      period: 60,
      comparisonOperator: "GreaterThanThreshold",
      threshold: 0.25,
      datapointsToAlarm: 5,
      evaluationPeriods: 10,
      evaluateLowSampleCountPercentiles: "ignore",
      treatMissingData: "notBreaching",
      alarmActions: ["arn:page"],
      okActions: ["arn:page"],
    });
  });

  it("declares nothing without services", async () => {
    const made = await declared((opts) => declareLatencyAlarms("eu", { ...args, services: {} }, opts));
    expect(made.names()).toEqual([]);
  });
});
