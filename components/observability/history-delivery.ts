import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { serviceTrust } from "../messaging/service-trust";
import { physicalName } from "../physical-name";
import { HISTORY_PREFIX, type HistoryTable } from "./history-table";

export const ERROR_PREFIX = "errors/";

interface HistoryDeliveryArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  readonly bucketArn: pulumi.Input<string>;
  readonly history: HistoryTable;
  readonly logRetentionDays: number;
}

/** Declares what writes metrics to the bucket: Parquet, a folder a day, as the table has it. */
export function declareHistoryDelivery(
  name: string,
  args: HistoryDeliveryArgs,
  opts: pulumi.CustomResourceOptions,
): aws.kinesis.FirehoseDeliveryStream {
  const { region, accountId, bucketArn, history } = args;
  const physical = physicalName("firehose", name); // its role trusts it by name
  const arn = pulumi.interpolate`arn:aws:firehose:${region}:${accountId}:deliverystream/${physical}`;

  const { logs, cloudwatchLoggingOptions } = declareErrorLog(name, args, opts);
  const role = new aws.iam.Role(
    `${name}-delivery-role`,
    { assumeRolePolicy: serviceTrust("firehose.amazonaws.com", accountId, arn) },
    opts,
  );
  const rights = new aws.iam.RolePolicy(
    `${name}-delivery-rights`,
    { role: role.id, policy: deliveryRights(args, logs.arn) },
    opts,
  );
  return new aws.kinesis.FirehoseDeliveryStream(
    `${name}-delivery`,
    {
      region,
      name: physical,
      destination: "extended_s3",
      serverSideEncryption: { enabled: true, keyType: "AWS_OWNED_CMK" },
      extendedS3Configuration: {
        roleArn: role.arn,
        bucketArn,
        prefix: `${HISTORY_PREFIX}dt=!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: `${ERROR_PREFIX}!{firehose:error-output-type}/dt=!{timestamp:yyyy-MM-dd}/`,
        bufferingSize: 128, // few large files: each is opened by each query
        bufferingInterval: 900,
        compressionFormat: "UNCOMPRESSED", // Parquet compresses inside
        cloudwatchLoggingOptions,
        dataFormatConversionConfiguration: toParquet(region, role.arn, history),
      },
    },
    { ...opts, dependsOn: [rights] }, // Firehose tries the role when the stream is made
  );
}

function declareErrorLog(
  name: string,
  { region, logRetentionDays }: HistoryDeliveryArgs,
  opts: pulumi.CustomResourceOptions,
) {
  const logs = new aws.cloudwatch.LogGroup(
    `${name}-delivery-logs`,
    { region, retentionInDays: logRetentionDays },
    opts,
  );
  const errors = new aws.cloudwatch.LogStream(
    `${name}-delivery-errors`,
    { region, logGroupName: logs.name, name: "errors" },
    opts,
  );
  return { logs, cloudwatchLoggingOptions: { enabled: true, logGroupName: logs.name, logStreamName: errors.name } };
}

/** Source: https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html */
function deliveryRights(
  { region, accountId, bucketArn, history }: HistoryDeliveryArgs,
  logGroupArn: pulumi.Input<string>,
): pulumi.Output<string> {
  const { databaseName, tableName } = history;
  const glue = pulumi.interpolate`arn:aws:glue:${region}:${accountId}`;
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        Resource: pulumi.interpolate`${bucketArn}/*`,
      },
      {
        Effect: "Allow",
        Action: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        Resource: bucketArn,
      },
      {
        Effect: "Allow",
        Action: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
        Resource: [
          pulumi.interpolate`${glue}:catalog`,
          pulumi.interpolate`${glue}:database/${databaseName}`,
          pulumi.interpolate`${glue}:table/${databaseName}/${tableName}`,
        ],
      },
      { Effect: "Allow", Action: ["logs:PutLogEvents"], Resource: pulumi.interpolate`${logGroupArn}:*` },
    ],
  });
}

function toParquet(region: string, roleArn: pulumi.Input<string>, { databaseName, tableName }: HistoryTable) {
  return {
    enabled: true,
    inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
    outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
    schemaConfiguration: { region, roleArn, databaseName, tableName, versionId: "LATEST" },
  };
}
