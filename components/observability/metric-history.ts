import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { regionProblems } from "../network/zone-ids";
import { expiring, PrivateBucket } from "../storage/private-bucket";
import { declareHistoryDelivery, ERROR_PREFIX } from "./history-delivery";
import { HISTORY_PERCENTILES, historyMetrics } from "./history-metrics";
import { declareHistoryTable, HISTORY_PREFIX } from "./history-table";
import { logRetentionProblems } from "./log-retention";
import { metricNamespace } from "./metric-namespace";
import { type HistorySettings, historyProblems } from "./settings";

export interface MetricHistoryArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly settings: HistorySettings;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function metricHistoryProblems({ region, settings, logRetentionDays }: MetricHistoryArgs): Problem[] {
  return [
    ...regionProblems("region", region),
    ...historyProblems("settings", settings),
    ...logRetentionProblems("logRetentionDays", logRetentionDays),
  ];
}

const ERROR_DAYS = 30;
const COLD_AFTER_DAYS = 90;

/**
 * A region's capacity metrics in the lake, by the minute and for years: CloudWatch forgets minutes after 15 days and hours after 15
 * months, so that two Decembers can never be compared there. Stream, Firehose, Parquet on S3, a table for Athena.
 */
export class MetricHistory extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly databaseName: pulumi.Output<string>;
  readonly tableName: pulumi.Output<string>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: MetricHistoryArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`MetricHistory "${name}"`, metricHistoryProblems(args));
    super("p95:observability:MetricHistory", name, {}, opts);
    const { region, settings, protectStateful } = args;
    const child = { parent: this };

    const cold = { transitions: [{ days: COLD_AFTER_DAYS, storageClass: "STANDARD_IA" }] };
    const lifecycle = [
      { ...expiring("history", HISTORY_PREFIX, settings.retentionDays), ...cold },
      expiring("errors", ERROR_PREFIX, ERROR_DAYS),
    ];
    const store = new PrivateBucket(
      `${name}-store`,
      { region, versioned: false, lifecycle, statements: () => [], protectStateful },
      child,
    );
    const history = declareHistoryTable(name, { region, bucketName: store.bucketName }, child);
    const delivery = declareHistoryDelivery(name, { ...args, bucketArn: store.arn, history }, child);
    this.stream(name, args, delivery);
    this.late(name, args, delivery);

    this.bucketName = store.bucketName;
    this.databaseName = history.databaseName;
    this.tableName = history.tableName;
    this.registerOutputs({
      bucketName: this.bucketName,
      databaseName: this.databaseName,
      tableName: this.tableName,
    });
  }

  private stream(
    name: string,
    { region, accountId }: MetricHistoryArgs,
    delivery: aws.kinesis.FirehoseDeliveryStream,
  ): void {
    const child = { parent: this };
    const own = metricNamespace();
    const streams = pulumi.interpolate`arn:aws:cloudwatch:${region}:${accountId}:metric-stream/*`;
    const role = new aws.iam.Role(`${name}-stream-role`, { assumeRolePolicy: streamTrust(accountId, streams) }, child);
    const rights = new aws.iam.RolePolicy(
      `${name}-stream-rights`,
      {
        role: role.id,
        policy: pulumi.jsonStringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Action: ["firehose:PutRecord", "firehose:PutRecordBatch"], Resource: delivery.arn },
          ],
        }),
      },
      child,
    );
    const { metricName, statistics } = HISTORY_PERCENTILES;
    new aws.cloudwatch.MetricStream(
      `${name}-stream`,
      {
        region,
        firehoseArn: delivery.arn,
        roleArn: role.arn,
        outputFormat: "json",
        includeFilters: historyMetrics(own).map(({ namespace, metricNames }) => ({
          namespace,
          metricNames: [...metricNames],
        })),
        statisticsConfigurations: [
          { additionalStatistics: [...statistics], includeMetrics: [{ namespace: own, metricName }] },
        ],
      },
      { ...child, dependsOn: [rights] },
    );
  }

  private late(
    name: string,
    { region, ticketTopicArn }: MetricHistoryArgs,
    delivery: aws.kinesis.FirehoseDeliveryStream,
  ): void {
    new aws.cloudwatch.MetricAlarm(
      `${name}-late`,
      {
        region,
        alarmDescription:
          "Metrics wait for an hour or do not come: the history has a hole. Read the delivery's errors.",
        namespace: "AWS/Firehose",
        metricName: "DeliveryToS3.DataFreshness",
        dimensions: { DeliveryStreamName: delivery.name },
        statistic: "Maximum",
        period: 300,
        comparisonOperator: "GreaterThanThreshold",
        threshold: 3_600,
        datapointsToAlarm: 6,
        evaluationPeriods: 12,
        treatMissingData: "breaching", // some metric is updated every minute
        alarmActions: [ticketTopicArn],
        okActions: [ticketTopicArn],
      },
      { parent: this },
    );
  }
}

/** Source of pattern: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-trustpolicy.html */
function streamTrust(accountId: pulumi.Input<string>, streamArns: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "streams.metrics.cloudwatch.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId }, ArnLike: { "aws:SourceArn": streamArns } },
      },
    ],
  });
}
