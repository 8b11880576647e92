import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface PrivateBucketArgs {
  readonly region: string;
  /** Whether an overwritten or deleted object can be had back for a month. */
  readonly versioned: boolean;
  /** Beside those that every bucket has. */
  readonly lifecycle: readonly aws.types.input.s3.BucketLifecycleConfigurationRule[];
  /** Whether Pulumi refuses to delete it, and deletes it only when empty. */
  readonly protect: boolean;
}

/** Unit: days. */
const KEEP_OLD_VERSIONS_DAYS = 30;
const KEEP_BROKEN_UPLOADS_DAYS = 7;

/**
 * A bucket that nobody reaches but through what its policy names; the policy is its owner's to declare. Encrypted with S3's own
 * keys: whoever may read an object through CloudFront may read it decrypted anyway, and a key of ours would be asked by every edge.
 */
export class PrivateBucket extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  readonly arn: pulumi.Output<string>;
  /** With its region: the global name redirects for the first hours of a bucket. */
  readonly regionalDomainName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:PrivateBucket", name, {}, opts);
    const { region, versioned, protect } = args;
    const child = { parent: this };

    const bucket = new aws.s3.Bucket(`${name}-bucket`, { region, forceDestroy: !protect }, { ...child, protect });
    const of = { region, bucket: bucket.id };
    new aws.s3.BucketPublicAccessBlock(
      `${name}-private`,
      { ...of, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true },
      child,
    );
    new aws.s3.BucketOwnershipControls(
      `${name}-owner`,
      { ...of, rule: { objectOwnership: "BucketOwnerEnforced" } }, // access control lists are off
      child,
    );
    new aws.s3.BucketServerSideEncryptionConfiguration(
      `${name}-encryption`,
      { ...of, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      child,
    );
    const versioning = versioned
      ? [
          new aws.s3.BucketVersioning(
            `${name}-versions`,
            { ...of, versioningConfiguration: { status: "Enabled" } },
            child,
          ),
        ]
      : [];
    new aws.s3.BucketLifecycleConfiguration(
      `${name}-lifecycle`,
      { ...of, rules: [...lifecycleOf(versioned), ...args.lifecycle] },
      { ...child, dependsOn: versioning }, // rules for old versions want versions
    );
    this.bucketName = bucket.id;
    this.arn = bucket.arn;
    this.regionalDomainName = bucket.bucketRegionalDomainName;
    this.registerOutputs({
      bucketName: this.bucketName,
      arn: this.arn,
      regionalDomainName: this.regionalDomainName,
    });
  }
}

function lifecycleOf(versioned: boolean): aws.types.input.s3.BucketLifecycleConfigurationRule[] {
  const whole = { status: "Enabled", filter: { prefix: "" } };
  const broken = { daysAfterInitiation: KEEP_BROKEN_UPLOADS_DAYS };
  const old = { noncurrentDays: KEEP_OLD_VERSIONS_DAYS };
  return [
    { id: "broken-uploads", ...whole, abortIncompleteMultipartUpload: broken },
    ...(versioned ? [{ id: "old-versions", ...whole, noncurrentVersionExpiration: old }] : []),
  ];
}
