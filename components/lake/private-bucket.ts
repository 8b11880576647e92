import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateBucketArgs {
  readonly region: string;
  /** @default S3's own key - the only one that S3 writes access logs with */
  readonly keyArn?: pulumi.Input<string>;
  /** Whether what is overwritten or deleted can be had back, until a rule of `lifecycle` ends that. */
  readonly versioned: boolean;
  readonly lifecycle: readonly aws.types.input.s3.BucketLifecycleConfigurationRule[];
  /** Bucket that hears of every access. @default nobody hears */
  readonly accessLogs?: pulumi.Input<string>;
  /** Services that write on behalf of our account, and where. @default none */
  readonly writers?: readonly { readonly service: string; readonly prefix: string }[];
  readonly accountId: pulumi.Input<string>;
  readonly protectStateful: boolean;
}

/** Parts of an upload that was never ended cost as much as an object, and no listing shows them. */
const NO_HALF_UPLOADS: aws.types.input.s3.BucketLifecycleConfigurationRule = {
  id: "half-uploads",
  status: "Enabled",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
};

const VERSIONED = { status: "Enabled" };

/** A bucket that nobody outside the account reaches, and nobody at all without TLS 1.2. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Known once the bucket is closed to others. */
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:PrivateBucket", name, {}, opts);
    const { region, protectStateful } = args;
    const child = { parent: this };

    const made = new aws.s3.Bucket(
      `${name}-bucket`,
      { region, forceDestroy: !protectStateful },
      { ...child, protect: protectStateful },
    );
    const bucket = made.id;
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { region, bucket, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    const closed = new aws.s3.BucketPublicAccessBlock(
      `${name}-closed`,
      {
        region,
        bucket,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { region, bucket, rules: [encryption(args.keyArn)] },
      child,
    );
    const versioning = args.versioned
      ? [new aws.s3.BucketVersioning(`${name}-versions`, { region, bucket, versioningConfiguration: VERSIONED }, child)]
      : [];
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        region,
        bucket,
        transitionDefaultMinimumObjectSize: "all_storage_classes_128K",
        rules: [...args.lifecycle, NO_HALF_UPLOADS],
      },
      { ...child, dependsOn: versioning }, // rules for old versions need versions
    );
    if (args.accessLogs !== undefined) {
      new aws.s3.BucketLogging(
        `${name}-access`,
        { region, bucket, targetBucket: args.accessLogs, targetPrefix: ACCESS_LOGS_PREFIX },
        child,
      );
    }
    const policy = new aws.s3.BucketPolicy(
      `${name}-policy`,
      { region, bucket, policy: bucketPolicy(made.arn, args) },
      { ...child, dependsOn: closed }, // S3 takes one change of a bucket's access at a time
    );

    this.bucketName = pulumi.all([bucket, policy.id]).apply(([known]) => known);
    this.arn = made.arn;
    this.registerOutputs({ bucketName: this.bucketName, arn: this.arn });
  }
}

/** Start of the keys of access logs. */
export const ACCESS_LOGS_PREFIX = "access/";

function encryption(keyArn: pulumi.Input<string> | undefined) {
  if (keyArn === undefined) return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
    bucketKeyEnabled: true, // one call of KMS for many objects
  };
}

function bucketPolicy(arn: pulumi.Output<string>, { accountId, writers = [] }: PrivateBucketArgs) {
  const everything = { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: [arn, pulumi.interpolate`${arn}/*`] };
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
      { ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
      ...writers.map(({ service, prefix }) => ({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "s3:PutObject",
        Resource: pulumi.interpolate`${arn}/${prefix}*`,
        Condition: { StringEquals: { "aws:SourceAccount": accountId } },
      })),
    ],
  });
}
