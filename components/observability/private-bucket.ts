import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Unfinished uploads are paid for and never seen. */
const ABORT_UPLOADS_DAYS = 7;

export interface ExpiryRule {
  /** Of the objects that it is for, e.g. `metrics/`. */
  readonly prefix: string;
  /** Unit: days. */
  readonly expireDays: number;
  /**
   * When objects move to storage that costs half and is read seldom. Unit: days, 30 or more.
   * @default never - small or short-lived objects cost more there
   */
  readonly coldAfterDays?: number;
}

export interface PrivateBucketArgs {
  readonly region: string;
  readonly expiry: readonly ExpiryRule[];
  readonly protectStateful: boolean;
}

/** A bucket for machines: nothing public, nothing over plain HTTP, encrypted with the service's key, and nothing kept for ever. */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  /** Known once nobody can reach it from outside. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:observability:PrivateBucket", name, {}, opts);
    const { region, protectStateful } = args;
    const child = { parent: this };

    const bucket = new aws.s3.Bucket(
      `${name}-bucket`,
      { region, forceDestroy: !protectStateful },
      { ...child, protect: protectStateful },
    );
    const of = { region, bucket: bucket.id };
    const closed = new aws.s3.BucketPublicAccessBlock(
      `${name}-closed`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-owner`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      child,
    );
    new aws.s3.BucketLifecycleConfiguration(`${name}-expiry`, { ...of, rules: args.expiry.map(lifecycleRule) }, child);
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { ...of, policy: tlsOnly(bucket.arn) },
      { ...child, dependsOn: closed }, // S3 refuses two changes of a bucket's access at once
    );

    this.bucketName = bucket.id; // its name
    this.arn = pulumi.all([bucket.arn, policy.id]).apply(([arn]) => arn);
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }
}

function lifecycleRule({ prefix, expireDays, coldAfterDays }: ExpiryRule) {
  return {
    id: prefix.replace(/\/$/, ""),
    status: "Enabled",
    filter: { prefix },
    expiration: { days: expireDays },
    abortIncompleteMultipartUpload: { daysAfterInitiation: ABORT_UPLOADS_DAYS },
    ...(coldAfterDays === undefined ? {} : { transitions: [{ days: coldAfterDays, storageClass: "STANDARD_IA" }] }),
  };
}

function tlsOnly(bucketArn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*", // a denial: the wildcard takes away
        Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });
}
