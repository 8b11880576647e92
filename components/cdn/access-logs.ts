import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { bucketPolicy } from "../storage/bucket-policy";
import { expiring, PrivateBucket } from "../storage/private-bucket";
import { mayDeliverLogs } from "./bucket-statements";
import { EDGE_REGION } from "./edge-region";

export interface AccessLogsArgs {
  readonly accountId: pulumi.Input<string>;
  /** ARNs of what is logged, by role. */
  readonly distributions: Readonly<Record<string, pulumi.Input<string>>>;
  /** How long an address of a viewer is kept. Unit: days. */
  readonly retentionDays: number;
  readonly protect: boolean;
}

/**
 * Fields of a record. No cookies, which sign people in, and no query strings, which sign URLs.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
 */
const RECORD_FIELDS = [
  "date",
  "time",
  "x-edge-location",
  "x-edge-request-id",
  "x-host-header",
  "cs-protocol",
  "cs-protocol-version",
  "ssl-protocol",
  "cs-method",
  "cs-uri-stem",
  "sc-status",
  "sc-bytes",
  "sc-content-type",
  "sc-range-start",
  "sc-range-end",
  "x-edge-result-type",
  "x-edge-detailed-result-type",
  "x-edge-response-result-type",
  "time-taken",
  "time-to-first-byte",
  "origin-fbl",
  "origin-lbl",
  "c-ip",
  "c-country",
  "asn",
  "cs(User-Agent)",
];

/**
 * Every request, a few minutes later, as Parquet in a bucket: one folder for each distribution and hour, so that a query reads
 * the hours that it asks for and the columns that it names.
 */
export class AccessLogs extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: AccessLogsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:AccessLogs", name, {}, opts);
    const region = EDGE_REGION;
    const child = { parent: this };

    const { bucketName, arn } = new PrivateBucket(
      `${name}-records`,
      {
        region,
        versioned: false,
        lifecycle: [expiring("expired", "", args.retentionDays)],
        protectStateful: args.protect,
      },
      child,
    );
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      {
        region,
        bucket: bucketName,
        policy: bucketPolicy(arn, mayDeliverLogs(arn, args.accountId, region)),
      },
      child,
    );
    const destination = new aws.cloudwatch.LogDeliveryDestination(
      `${name}-bucket`,
      {
        region,
        outputFormat: "parquet",
        deliveryDestinationConfiguration: { destinationResourceArn: arn },
      },
      { ...child, dependsOn: policy }, // otherwise the service would write a policy of its own
    );
    let before: pulumi.Resource[] = [];
    for (const [role, resourceArn] of Object.entries(args.distributions)) {
      before = [this.deliver(`${name}-${role}`, resourceArn, destination, before)];
    }
    this.bucketName = bucketName;
    this.registerOutputs({ bucketName: this.bucketName });
  }

  /** One after the other: the service refuses two changes of a destination at once. */
  private deliver(
    name: string,
    resourceArn: pulumi.Input<string>,
    destination: aws.cloudwatch.LogDeliveryDestination,
    before: readonly pulumi.Resource[],
  ): pulumi.Resource {
    const source = new aws.cloudwatch.LogDeliverySource(
      `${name}-source`,
      { region: EDGE_REGION, logType: "ACCESS_LOGS", resourceArn },
      { parent: this },
    );
    return new aws.cloudwatch.LogDelivery(
      `${name}-delivery`,
      {
        region: EDGE_REGION,
        deliverySourceName: source.name,
        deliveryDestinationArn: destination.arn,
        recordFields: RECORD_FIELDS,
        s3DeliveryConfigurations: [
          { enableHiveCompatiblePath: true, suffixPath: "{DistributionId}/{yyyy}/{MM}/{dd}/{HH}" },
        ],
      },
      { parent: this, dependsOn: [...before] },
    );
  }
}
