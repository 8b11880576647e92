import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type LakeAddress, type LakeStatement, mayUseKey, mayWriteTables, policyOf, trustOf } from "./access";
import { ERRORS_PREFIX } from "./buckets";
import type { IngestionSettings } from "./settings";
import { PLAYBACK_EVENTS } from "./tables";

export interface IngestionArgs {
  readonly settings: IngestionSettings;
  readonly lake: LakeAddress;
  readonly logRetentionDays: number;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** How long Firehose tries to commit before records go to the errors. Unit: seconds. */
const RETRY_SECONDS = 300;

/** Fresher than that is late by a failure and not by buffering. Unit: seconds. */
const LATE_SECONDS = 1_800;

/**
 * Firehose, from Kinesis or from whoever puts records, into the Iceberg table. It appends only: without updates it may commit beside
 * the nightly job, and its throughput grows by itself. Records that are no rows end under `errors/`, with a ticket.
 */
export class Ingestion extends pulumi.ComponentResource {
  readonly firehoseName: pulumi.Output<string>;
  /** Undefined when records are put to Firehose itself. */
  readonly streamArn: pulumi.Output<string> | undefined;
  /** What the role of a service that sends events needs. */
  readonly producerRights: readonly LakeStatement[];

  constructor(name: string, args: IngestionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:Ingestion", name, {}, opts);
    const { settings, lake, logRetentionDays } = args;
    const { region } = lake;
    const child = { parent: this };

    const stream =
      settings.source === "stream" ? this.stream(`${name}-stream`, settings.retentionHours, args) : undefined;
    const logs = new aws.cloudwatch.LogGroup(`${name}-logs`, { region, retentionInDays: logRetentionDays }, child);
    const logStream = new aws.cloudwatch.LogStream(
      `${name}-errors`,
      { region, logGroupName: logs.name, name: "errors" },
      child,
    );
    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: trustOf("firehose.amazonaws.com") }, child);
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: policyOf(firehoseRights(lake, logs.arn, stream?.arn)) },
      child,
    );
    const logging = { enabled: true, logGroupName: logs.name, logStreamName: logStream.name };
    const firehose = new aws.kinesis.FirehoseDeliveryStream(
      `${name}-firehose`,
      {
        region,
        destination: "iceberg",
        ...(stream === undefined
          ? { serverSideEncryption: { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: lake.keyArn } }
          : { kinesisSourceConfiguration: { kinesisStreamArn: stream.arn, roleArn: role.arn } }),
        icebergConfiguration: {
          roleArn: role.arn,
          catalogArn: pulumi.interpolate`arn:aws:glue:${region}:${lake.accountId}:catalog`,
          appendOnly: true,
          bufferingSize: settings.bufferMiB,
          bufferingInterval: settings.bufferSeconds,
          retryDuration: RETRY_SECONDS,
          s3BackupMode: "FailedDataOnly",
          destinationTableConfigurations: [{ databaseName: lake.database, tableName: PLAYBACK_EVENTS }],
          cloudwatchLoggingOptions: logging,
          s3Configuration: {
            roleArn: role.arn,
            bucketArn: lake.bucketArn,
            errorOutputPrefix: `${ERRORS_PREFIX}${PLAYBACK_EVENTS}/!{firehose:error-output-type}/`,
            compressionFormat: "GZIP",
            cloudwatchLoggingOptions: logging,
          },
        },
      },
      { ...child, dependsOn: rights }, // Firehose looks the table up with its role when it is made
    );
    this.alarms(name, args, firehose, stream);

    this.firehoseName = firehose.name;
    this.streamArn = stream?.arn;
    this.producerRights = producerRights(lake.keyArn, firehose.arn, stream?.arn);
    this.registerOutputs({ firehoseName: this.firehoseName, streamArn: this.streamArn });
  }

  private stream(name: string, retentionHours: number, { lake, protectStateful }: IngestionArgs): aws.kinesis.Stream {
    return new aws.kinesis.Stream(
      name,
      {
        region: lake.region,
        streamModeDetails: { streamMode: "ON_DEMAND" },
        retentionPeriod: retentionHours,
        encryptionType: "KMS",
        kmsKeyId: lake.keyArn,
      },
      { parent: this, protect: protectStateful },
    );
  }

  /** Source of the names: https://docs.aws.amazon.com/firehose/latest/dev/apache-iceberg-metric.html */
  private alarms(
    name: string,
    { lake, pageTopicArn, ticketTopicArn }: IngestionArgs,
    firehose: aws.kinesis.FirehoseDeliveryStream,
    stream: aws.kinesis.Stream | undefined,
  ): void {
    const ofFirehose = { namespace: "AWS/Firehose", dimensions: { DeliveryStreamName: firehose.name } };
    const rules: AlarmRule[] = [
      {
        ...ofFirehose,
        role: "late",
        metricName: "DeliveryToIceberg.DataFreshness",
        statistic: "Maximum",
        threshold: LATE_SECONDS,
        topicArn: pageTopicArn, // Firehose keeps what it has for a day, then it is gone
        meaning: "Events do not reach the lake. Read Firehose's log, then its role's rights and the table's commits.",
      },
      {
        ...ofFirehose,
        role: "failed",
        metricName: "DeliveryToIceberg.FailedRowCount",
        statistic: "Sum",
        threshold: 0,
        topicArn: ticketTopicArn,
        meaning: `Records fit no row. They lie under ${ERRORS_PREFIX}; compare them with playbackRecord().`,
      },
      {
        ...ofFirehose,
        role: "throttled",
        metricName: "ThrottledRecords",
        statistic: "Sum",
        threshold: 0,
        topicArn: ticketTopicArn,
        meaning: "Producers send more than Firehose takes. Use a stream as the source, or ask AWS for a higher limit.",
      },
    ];
    if (stream !== undefined) {
      rules.push({
        role: "stream-throttled",
        namespace: "AWS/Kinesis",
        dimensions: { StreamName: stream.name },
        metricName: "WriteProvisionedThroughputExceeded",
        statistic: "Sum",
        threshold: 0,
        topicArn: ticketTopicArn,
        meaning: "Events came in faster than the stream grows. Producers must try again, or a key is far too popular.",
      });
    }
    for (const { role, meaning, topicArn, ...metric } of rules) {
      new aws.cloudwatch.MetricAlarm(
        `${name}-${role}`,
        {
          region: lake.region,
          alarmDescription: meaning,
          ...metric,
          period: 300,
          comparisonOperator: "GreaterThanThreshold",
          datapointsToAlarm: 2, // one commit that had to be repeated is no failure
          evaluationPeriods: 3,
          treatMissingData: "notBreaching", // nothing comes, nothing is reported
          alarmActions: [topicArn],
          okActions: [topicArn],
        },
        { parent: this },
      );
    }
  }
}

interface AlarmRule {
  readonly role: string;
  readonly namespace: string;
  readonly dimensions: Record<string, pulumi.Input<string>>;
  readonly metricName: string;
  readonly statistic: "Maximum" | "Sum";
  readonly threshold: number;
  readonly topicArn: pulumi.Input<string>;
  /** What is going on, and the first thing to do. */
  readonly meaning: string;
}

/** Source: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-s3-tables-iceberg */
function firehoseRights(
  lake: LakeAddress,
  logGroupArn: pulumi.Input<string>,
  streamArn: pulumi.Input<string> | undefined,
): LakeStatement[] {
  const statements: LakeStatement[] = [
    ...mayWriteTables(lake),
    {
      Effect: "Allow",
      Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
      Resource: pulumi.interpolate`${lake.bucketArn}/${ERRORS_PREFIX}*`,
    },
    { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: pulumi.interpolate`${logGroupArn}:*` },
  ];
  if (streamArn === undefined) return statements;
  return [
    ...statements,
    {
      Effect: "Allow",
      Action: ["kinesis:DescribeStream", "kinesis:GetRecords", "kinesis:GetShardIterator", "kinesis:ListShards"],
      Resource: streamArn,
    },
  ];
}

function producerRights(
  keyArn: pulumi.Input<string>,
  firehoseArn: pulumi.Input<string>,
  streamArn: pulumi.Input<string> | undefined,
): LakeStatement[] {
  if (streamArn === undefined) {
    return [{ Effect: "Allow", Action: ["firehose:PutRecord", "firehose:PutRecordBatch"], Resource: firehoseArn }];
  }
  return [
    { Effect: "Allow", Action: ["kinesis:PutRecord", "kinesis:PutRecords"], Resource: streamArn },
    mayUseKey(keyArn),
  ];
}
