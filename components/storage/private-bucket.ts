import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { type BucketStatement, bucketPolicy } from "./bucket-policy";

export type LifecycleRule = aws.types.input.s3.BucketLifecycleConfigurationRule;

export interface PrivateBucketArgs {
  readonly region: string;
  /** @default S3's own key - the only one that S3 writes access logs with, and that no edge has to ask for */
  readonly keyArn?: pulumi.Input<string>;
  /** Whether what is overwritten or deleted can be had back, until a rule of `lifecycle` ends that. */
  readonly versioned: boolean;
  /** Beside the rule that every bucket has. */
  readonly lifecycle: readonly LifecycleRule[];
  /** Bucket that hears of every access. @default nobody hears */
  readonly accessLogs?: pulumi.Input<string>;
  /**
   * Whom the bucket lets in besides roles of the account that have the right.
   * @default its owner declares the policy, from what is only known later
   */
  readonly statements?: (bucketArn: pulumi.Output<string>) => readonly BucketStatement[];
  /** Whether Pulumi refuses to delete it, and deletes it only when empty. */
  readonly protectStateful: boolean;
}

/** Start of the keys of access logs. */
export const ACCESS_LOGS_PREFIX = "access/";

/** Parts of an upload that was never ended cost as much as an object, and no listing shows them. */
const NO_HALF_UPLOADS: LifecycleRule = {
  id: "half-uploads",
  status: "Enabled",
  filter: { prefix: "" },
  abortIncompleteMultipartUpload: { daysAfterInitiation: 2 },
};

const CLOSED = { blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true };

/** A bucket that nobody outside the account reaches but by name, and nobody at all without TLS 1.2. Encrypted, without access lists. */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Known once the bucket is closed to others. */
  readonly bucketName: pulumi.Output<string>;
  /** The same. */
  readonly arn: pulumi.Output<string>;
  /** With its region: the global name redirects for the first hours of a bucket. */
  readonly regionalDomainName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:storage:PrivateBucket", name, {}, opts);
    const { region, versioned, protectStateful } = args;
    const child = { parent: this };

    const made = new aws.s3.Bucket(
      `${name}-bucket`,
      { region, forceDestroy: !protectStateful },
      { ...child, protect: protectStateful },
    );
    const of = { region, bucket: made.id };
    new aws.s3.BucketOwnershipControls(
      `${name}-ownership`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } },
      child,
    );
    const closed = new aws.s3.BucketPublicAccessBlock(`${name}-closed`, { ...of, ...CLOSED }, child);
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { ...of, rules: [encryption(args.keyArn)] },
      child,
    );
    const enabled = { versioningConfiguration: { status: "Enabled" } };
    const versioning = versioned ? [new aws.s3.BucketVersioning(`${name}-versions`, { ...of, ...enabled }, child)] : [];
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      {
        ...of,
        transitionDefaultMinimumObjectSize: "all_storage_classes_128K",
        rules: [...args.lifecycle, NO_HALF_UPLOADS],
      },
      { ...child, dependsOn: versioning }, // rules for old versions need versions
    );
    if (args.accessLogs !== undefined) {
      new aws.s3.BucketLogging(
        `${name}-access`,
        { ...of, targetBucket: args.accessLogs, targetPrefix: ACCESS_LOGS_PREFIX },
        child,
      );
    }
    const policies = [args.statements]
      .filter((statements) => statements !== undefined)
      .map(
        (statements) =>
          new aws.s3.BucketPolicy(
            `${name}-policy`,
            { ...of, policy: bucketPolicy(made.arn, statements(made.arn)) },
            { ...child, dependsOn: closed }, // S3 takes one change of a bucket's access at a time
          ),
      );

    const ready = pulumi.all([closed, ...policies].map(({ id }) => id));
    this.bucketName = pulumi.all([made.id, ready]).apply(([known]) => known);
    this.arn = pulumi.all([made.arn, ready]).apply(([known]) => known);
    this.regionalDomainName = made.bucketRegionalDomainName;
    this.registerOutputs({
      bucketName: this.bucketName,
      arn: this.arn,
      regionalDomainName: this.regionalDomainName,
    });
  }
}

function encryption(keyArn: pulumi.Input<string> | undefined) {
  if (keyArn === undefined) return { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } };
  return {
    applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
    bucketKeyEnabled: true, // one call of KMS for many objects
  };
}

/** Objects below `prefix` go after so many days. */
export function expiring(id: string, prefix: string, days: number): LifecycleRule {
  return { id, status: "Enabled", filter: { prefix }, expiration: { days } };
}

/** What was overwritten or deleted can be had back for so many days. */
export function undeletable(days: number): LifecycleRule {
  return {
    id: "old-versions",
    status: "Enabled",
    filter: { prefix: "" },
    noncurrentVersionExpiration: { noncurrentDays: days },
  };
}
