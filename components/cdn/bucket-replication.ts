import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { PrivateBucket } from "../storage/private-bucket";

export interface BucketReplicationArgs {
  /** Of the bucket that is written to. */
  readonly region: string;
  readonly from: PrivateBucket;
  readonly to: PrivateBucket;
}

/** Has S3 copy what is written to one bucket, and what is deleted there, to another. Both keep versions, as S3 wants. */
export class BucketReplication extends pulumi.ComponentResource {
  constructor(name: string, { region, from, to }: BucketReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:BucketReplication", name, {}, opts);
    const child = { parent: this };

    const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: S3_TRUST }, child);
    const rights = new aws.iam.RolePolicy(
      `${name}-rights`,
      { role: role.id, policy: mayCopy(from.arn, to.arn) },
      child,
    );
    new aws.s3.BucketReplicationConfig(
      `${name}-rule`,
      {
        region,
        bucket: from.bucketName,
        role: role.arn,
        rules: [
          {
            id: "all",
            status: "Enabled",
            filter: { prefix: "" },
            deleteMarkerReplication: { status: "Enabled" },
            destination: { bucket: to.arn },
          },
        ],
      },
      { ...child, dependsOn: [rights, from, to] },
    );
    this.registerOutputs();
  }
}

/** Without a condition: S3 takes roles of the bucket's own account only. */
const S3_TRUST = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "s3.amazonaws.com" }, Action: "sts:AssumeRole" }],
});

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html */
function mayCopy(fromArn: pulumi.Input<string>, toArn: pulumi.Input<string>): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: fromArn },
      {
        Effect: "Allow",
        Action: ["s3:GetObjectVersionAcl", "s3:GetObjectVersionForReplication", "s3:GetObjectVersionTagging"],
        Resource: pulumi.interpolate`${fromArn}/*`,
      },
      {
        Effect: "Allow",
        Action: ["s3:ReplicateDelete", "s3:ReplicateObject", "s3:ReplicateTags"],
        Resource: pulumi.interpolate`${toArn}/*`,
      },
    ],
  });
}
