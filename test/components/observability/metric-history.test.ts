import { beforeAll, describe, expect, it } from "@jest/globals";
import { HISTORY_COLUMNS, historyMetrics } from "../../../components/observability/history-metrics";
import { MetricHistory, type MetricHistoryArgs } from "../../../components/observability/metric-history";
import { type Declared, declared } from "../../support/declared";
import { statements } from "./observability-settings";

const args: MetricHistoryArgs = {
  region: "eu-west-1",
  accountId: "111122223333",
  settings: { retentionDays: 760 },
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 90,
  protectStateful: true,
};

describe("MetricHistory", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => new MetricHistory("history", args, opts), {}, "prod");
  });

  it("declares exactly a stream, its delivery, where it is kept and the table that asks", () => {
    expect(made.names()).toEqual([
      "history-catalog",
      "history-delivery",
      "history-delivery-errors",
      "history-delivery-logs",
      "history-delivery-rights",
      "history-delivery-role",
      "history-late",
      "history-store-bucket",
      "history-store-closed",
      "history-store-encryption",
      "history-store-lifecycle",
      "history-store-ownership",
      "history-store-policy",
      "history-stream",
      "history-stream-rights",
      "history-stream-role",
      "history-table",
    ]);
  });

  it("streams the few metrics that capacity is planned from, and percentiles where sums cannot make them", () => {
    expect(made.one("history-stream")).toEqual({
      region: "eu-west-1",
      firehoseArn: "arn:history-delivery",
      roleArn: "arn:history-stream-role",
      outputFormat: "json",
      includeFilters: historyMetrics("p95/prod"),
      statisticsConfigurations: [
        {
          additionalStatistics: ["p50", "p95", "p99"],
          includeMetrics: [{ namespace: "p95/prod", metricName: "RequestSeconds" }],
        },
      ],
    });
    expect(made.waitsFor("history-stream")).toEqual(["history-stream-rights"]);
    expect(historyMetrics("p95/prod")).toEqual([
      { namespace: "p95/prod", metricNames: ["Failed", "Late", "Throttled", "RequestSeconds"] },
      {
        namespace: "AWS/RDS",
        metricNames: [
          "CPUUtilization",
          "DatabaseConnections",
          "DBLoad",
          "VolumeBytesUsed",
          "ServerlessDatabaseCapacity",
        ],
      },
      {
        namespace: "AWS/ElastiCache",
        metricNames: ["EngineCPUUtilization", "DatabaseMemoryUsageCountedForEvictPercentage", "BytesUsedForCache"],
      },
      { namespace: "AWS/NetworkELB", metricNames: ["NewFlowCount", "ProcessedBytes", "HealthyHostCount"] },
      { namespace: "AWS/AutoScaling", metricNames: ["GroupInServiceInstances"] },
      { namespace: "AWS/SQS", metricNames: ["NumberOfMessagesSent", "ApproximateAgeOfOldestMessage"] },
    ]);
  });

  it("keeps them for 760 days, half of the price after 90", () => {
    const [metrics, errors] = made.one("history-store-lifecycle").rules;
    expect(metrics).toMatchObject({ filter: { prefix: "metrics/" }, expiration: { days: 760 } });
    expect(metrics.transitions).toEqual([{ days: 90, storageClass: "STANDARD_IA" }]);
    expect(errors).toMatchObject({ filter: { prefix: "errors/" }, expiration: { days: 30 } });
    expect(made.options("history-store-bucket").protect).toBe(true);
  });

  it("writes Parquet by the day, as the table has it", () => {
    const { extendedS3Configuration, name, ...rest } = made.one("history-delivery");
    expect(rest).toEqual({
      region: "eu-west-1",
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
    });
    expect(name).toMatch(/^prod-history-[0-9a-z]{6}$/);
    expect(extendedS3Configuration).toEqual({
      roleArn: "arn:history-delivery-role",
      bucketArn: "arn:history-store-bucket",
      prefix: "metrics/dt=!{timestamp:yyyy-MM-dd}/",
      errorOutputPrefix: "errors/!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/",
      bufferingSize: 128,
      bufferingInterval: 900,
      compressionFormat: "UNCOMPRESSED",
      cloudwatchLoggingOptions: { enabled: true, logGroupName: "history-delivery-logs", logStreamName: "errors" },
      dataFormatConversionConfiguration: {
        enabled: true,
        inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
        outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
        schemaConfiguration: {
          region: "eu-west-1",
          roleArn: "arn:history-delivery-role",
          databaseName: "history-catalog",
          tableName: "metric_history",
          versionId: "LATEST",
        },
      },
    });
    expect(made.waitsFor("history-delivery")).toEqual(["history-delivery-rights"]);
  });

  it("finds each day where the delivery put it, without a crawler", () => {
    const { parameters, partitionKeys, storageDescriptor } = made.one("history-table");
    expect(parameters).toEqual({
      classification: "parquet",
      "projection.enabled": "true",
      "projection.dt.type": "date",
      "projection.dt.format": "yyyy-MM-dd",
      "projection.dt.range": "2025-01-01,NOW",
      "storage.location.template": "s3://history-store-bucket-id/metrics/dt=${dt}/",
    });
    expect(partitionKeys).toEqual([{ name: "dt", type: "date", comment: "Day in UTC" }]);
    expect(storageDescriptor.location).toBe("s3://history-store-bucket-id/metrics/");
    expect(storageDescriptor.columns).toEqual(HISTORY_COLUMNS);
  });

  it("has a column for every field that the stream writes", () => {
    // Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-json.html
    const update = {
      metric_stream_name: "s",
      account_id: "111122223333",
      region: "eu-west-1",
      namespace: "AWS/RDS",
      metric_name: "CPUUtilization",
      dimensions: { DBClusterIdentifier: "db" },
      timestamp: 1_611_929_698_000,
      value: { max: 1, min: 0, sum: 1, count: 2, p95: 1 },
      unit: "Percent",
    };
    expect(HISTORY_COLUMNS.map(({ name }) => name)).toEqual(Object.keys(update));
  });

  it("lets Firehose write this bucket and read this table, on behalf of this stream", () => {
    const glue = "arn:aws:glue:eu-west-1:111122223333";
    expect(statements(made.one("history-delivery-rights").policy)).toEqual([
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        Resource: "arn:history-store-bucket/*",
      },
      {
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        Resource: "arn:history-store-bucket",
      },
      {
        Effect: "Allow",
        Action: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
        Resource: [
          `${glue}:catalog`,
          `${glue}:database/history-catalog`,
          `${glue}:table/history-catalog/metric_history`,
        ],
      },
      { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: "arn:history-delivery-logs:*" },
    ]);
    const name = made.one("history-delivery").name;
    expect(statements(made.one("history-delivery-role").assumeRolePolicy)[0].Condition).toEqual({
      StringEquals: {
        "aws:SourceAccount": "111122223333",
        "aws:SourceArn": `arn:aws:firehose:eu-west-1:111122223333:deliverystream/${name}`,
      },
    });
    expect(statements(made.one("history-stream-rights").policy)).toEqual([
      { Effect: "Allow", Action: ["firehose:PutRecord", "firehose:PutRecordBatch"], Resource: "arn:history-delivery" },
    ]);
    expect(statements(made.one("history-stream-role").assumeRolePolicy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "streams.metrics.cloudwatch.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: {
          StringEquals: { "aws:SourceAccount": "111122223333" },
          ArnLike: { "aws:SourceArn": "arn:aws:cloudwatch:eu-west-1:111122223333:metric-stream/*" },
        },
      },
    ]);
  });

  it("files a ticket when nothing has arrived for an hour", () => {
    expect(made.one("history-late")).toMatchObject({
      namespace: "AWS/Firehose",
      metricName: "DeliveryToS3.DataFreshness",
      dimensions: { DeliveryStreamName: made.one("history-delivery").name },
      threshold: 3_600,
      treatMissingData: "breaching",
      alarmActions: ["arn:ticket"],
    });
  });

  it("refuses less than thirteen months", () => {
    expect(() => new MetricHistory("history", { ...args, settings: { retentionDays: 394 } })).toThrow(
      "settings.retentionDays: must be 395 to 3650 days, got 394",
    );
  });
});
