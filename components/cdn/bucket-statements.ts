import * as pulumi from "@pulumi/pulumi";
import type { BucketStatement } from "../storage/bucket-policy";

/** CloudFront reads objects, for this distribution only. It may not list, so an object that is not there is a 403 and not a 404. */
export function mayServe(bucketArn: pulumi.Input<string>, distributionArn: pulumi.Input<string>): BucketStatement {
  return {
    Sid: "CloudFront",
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: "s3:GetObject",
    Resource: pulumi.interpolate`${bucketArn}/*`,
    Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
  };
}

/**
 * CloudWatch Logs delivers what CloudFront logs for this account.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-infrastructure-V2-S3.html
 */
export function mayDeliverLogs(
  bucketArn: pulumi.Input<string>,
  accountId: pulumi.Input<string>,
  region: string,
): BucketStatement[] {
  const deliverer = { Effect: "Allow", Principal: { Service: "delivery.logs.amazonaws.com" } } as const;
  const ours = {
    StringEquals: { "aws:SourceAccount": accountId },
    ArnLike: { "aws:SourceArn": pulumi.interpolate`arn:aws:logs:${region}:${accountId}:delivery-source:*` },
  };
  return [
    {
      Sid: "LogDelivery",
      ...deliverer,
      Action: "s3:PutObject",
      Resource: pulumi.interpolate`${bucketArn}/AWSLogs/${accountId}/CloudFront/*`,
      Condition: {
        ...ours,
        StringEquals: { ...ours.StringEquals, "s3:x-amz-acl": "bucket-owner-full-control" },
      },
    },
    {
      Sid: "LogDeliveryCheck",
      ...deliverer,
      Action: ["s3:GetBucketAcl", "s3:ListBucket"],
      Resource: bucketArn,
      Condition: ours,
    },
  ];
}
