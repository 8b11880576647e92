import { beforeAll, describe, expect, it } from "@jest/globals";
import { Cdn } from "../../../components/cdn/cdn";
import { type Declared, declared } from "../../support/declared";
import { args, settings } from "./samples";

let made: Declared;
beforeAll(async () => {
  made = await declared((opts) => new Cdn("cdn", args, opts));
});

describe("AccessLogs", () => {
  it("delivers every request of both distributions as Parquet, one after the other", () => {
    expect(made.one("cdn-logs-app-source")).toEqual({
      region: "us-east-1",
      logType: "ACCESS_LOGS",
      resourceArn: "arn:cdn-app-distribution",
    });
    expect(made.one("cdn-logs-media-source").resourceArn).toBe("arn:cdn-media-distribution");
    expect(made.one("cdn-logs-bucket")).toEqual({
      region: "us-east-1",
      outputFormat: "parquet",
      deliveryDestinationConfiguration: { destinationResourceArn: "arn:cdn-logs-records-bucket" },
    });
    expect(made.one("cdn-logs-media-delivery")).toMatchObject({
      region: "us-east-1",
      deliverySourceName: "cdn-logs-media-source",
      deliveryDestinationArn: "arn:cdn-logs-bucket",
      s3DeliveryConfigurations: [
        { enableHiveCompatiblePath: true, suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}" },
      ],
    });
    expect(made.waitsFor("cdn-logs-app-delivery")).toEqual([]);
    expect(made.waitsFor("cdn-logs-media-delivery")).toEqual(["cdn-logs-app-delivery"]);
    expect(made.waitsFor("cdn-logs-bucket")).toEqual(["cdn-logs-policy"]);
  });

  it("records neither what signs people in nor what signs addresses", () => {
    const { recordFields } = made.one("cdn-logs-app-delivery");
    expect(recordFields.filter((field: string) => /cookie|query|referer|authorization/i.test(field))).toEqual([]);
    expect(new Set(recordFields).size).toBe(recordFields.length);
    for (const field of [
      "date",
      "time",
      "c-ip",
      "cs-uri-stem",
      "sc-status",
      "time-to-first-byte",
      "x-edge-result-type",
    ]) {
      expect(recordFields).toContain(field);
    }
  });

  it("lets only the service that delivers this account's logs write to their bucket", () => {
    const ours = {
      StringEquals: { "aws:SourceAccount": "111122223333" },
      ArnLike: { "aws:SourceArn": "arn:aws:logs:us-east-1:111122223333:delivery-source:*" },
    };
    const allowed = JSON.parse(made.one("cdn-logs-policy").policy).Statement.slice(2);
    expect(allowed).toEqual([
      {
        Sid: "LogDelivery",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: "s3:PutObject",
        Resource: "arn:cdn-logs-records-bucket/AWSLogs/111122223333/CloudFront/*",
        Condition: {
          ...ours,
          StringEquals: { ...ours.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
      {
        Sid: "LogDeliveryCheck",
        Effect: "Allow",
        Principal: { Service: "delivery.logs.amazonaws.com" },
        Action: ["s3:GetBucketAcl", "s3:ListBucket"],
        Resource: "arn:cdn-logs-records-bucket",
        Condition: ours,
      },
    ]);
  });
});

describe("CdnAlarms", () => {
  const alarms = (of: Declared) =>
    of.names("aws:cloudwatch/metricAlarm:MetricAlarm").flatMap((name) => name.split("cdn-alarms-")[1] ?? []);

  it("watches errors, origins, hits, functions and the firewall", () => {
    expect(alarms(made)).toEqual([
      "app-errors",
      "app-origin-latency",
      "blocked",
      "function-errors-personalise",
      "function-errors-start-quality",
      "function-throttles-personalise",
      "function-throttles-start-quality",
      "media-errors",
      "media-hits",
      "media-origin-latency",
    ]);
  });

  const common = { region: "us-east-1", period: 60, treatMissingData: "notBreaching" };
  const pages = { alarmActions: ["arn:edge-page"], okActions: ["arn:edge-page"] };
  const tickets = { alarmActions: ["arn:edge-ticket"], okActions: ["arn:edge-ticket"] };
  const of = (distribution: string) => ({ Region: "Global", DistributionId: `cdn-${distribution}-distribution-id` });

  it.each([
    [
      "app-errors",
      pages,
      {
        namespace: "AWS/CloudFront",
        metricName: "5xxErrorRate",
        dimensions: of("app"),
        statistic: "Average",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 1,
        datapointsToAlarm: 3,
        evaluationPeriods: 5,
      },
    ],
    [
      "media-origin-latency",
      tickets,
      {
        namespace: "AWS/CloudFront",
        metricName: "OriginLatency",
        dimensions: of("media"),
        extendedStatistic: "p95",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 1_000,
        datapointsToAlarm: 5,
        evaluationPeriods: 10,
      },
    ],
    [
      "media-hits",
      tickets,
      {
        namespace: "AWS/CloudFront",
        metricName: "CacheHitRate",
        dimensions: of("media"),
        statistic: "Average",
        comparisonOperator: "LessThanThreshold",
        threshold: 90,
        datapointsToAlarm: 30,
        evaluationPeriods: 30,
      },
    ],
    [
      "function-errors-personalise",
      pages,
      {
        namespace: "AWS/CloudFront",
        metricName: "FunctionExecutionErrors",
        dimensions: { Region: "Global", FunctionName: "cdn-functions-personalise" },
        statistic: "Sum",
        comparisonOperator: "GreaterThanThreshold",
        threshold: 0,
        datapointsToAlarm: 2,
        evaluationPeriods: 5,
      },
    ],
  ])("wakes or tells somebody by %s", (role, heard, rule) => {
    const { alarmDescription, ...rest } = made.one(`cdn-alarms-${role}`);
    expect(rest).toEqual({ ...common, ...heard, ...rule });
    expect(alarmDescription).toMatch(/^[A-Z].*\. .*\.$/); // what is going on, and what to do first
  });

  it("reads the firewall by the metric that it is told apart by", () => {
    const { dimensions, namespace } = made.one("cdn-alarms-blocked");
    expect([namespace, dimensions]).toEqual([
      "AWS/WAFV2",
      { WebACL: made.one("cdn-firewall-acl").visibilityConfig.metricName, Rule: "ALL" },
    ]);
  });

  it("pays for the additional metrics of both distributions, or does without them and their alarms", async () => {
    const enabled = { realtimeMetricsSubscriptionConfig: { realtimeMetricsSubscriptionStatus: "Enabled" } };
    for (const role of ["app", "media"]) {
      expect(made.one(`cdn-alarms-${role}-metrics`)).toEqual({
        distributionId: `cdn-${role}-distribution-id`,
        monitoringSubscription: enabled,
      });
    }
    const cheap = { ...args, settings: { ...settings, detailedMetrics: false } };
    const without = await declared((opts) => new Cdn("cdn", cheap, opts));
    expect(without.names("aws:cloudfront/monitoringSubscription:MonitoringSubscription")).toEqual([]);
    expect(alarms(made).filter((role) => !alarms(without).includes(role))).toEqual([
      "app-origin-latency",
      "media-hits",
      "media-origin-latency",
    ]);
  });

  it("still has its alarms where nobody is there to hear them", async () => {
    const silent = await declared((opts) => new Cdn("cdn", { ...args, edgeTopics: undefined }, opts));
    expect(alarms(silent)).toEqual(alarms(made));
    const { alarmActions, okActions } = silent.one("cdn-alarms-app-errors");
    expect([alarmActions, okActions]).toEqual([undefined, undefined]);
  });
});
