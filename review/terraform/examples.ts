import type { Properties } from "../engine/values";

/**
 * Inputs for types whose plan refuses a resource that has only one argument set. A change is measured within them as well.
 * Source: the first example of each in https://www.pulumi.com/registry/packages/aws/api-docs/
 */
export const EXAMPLES: Readonly<Record<string, Properties>> = {
  "aws:kinesis/firehoseDeliveryStream:FirehoseDeliveryStream": {
    name: "events",
    destination: "extended_s3",
    extendedS3Configuration: {
      bucketArn: "arn:aws:s3:::events",
      roleArn: "arn:aws:iam::123456789012:role/firehose",
    },
  },
  "aws:kinesis/stream:Stream": { name: "events", shardCount: 1 },
  "aws:lambda/function:Function": {
    name: "handler",
    code: "handler.zip",
    handler: "index.handler",
    role: "arn:aws:iam::123456789012:role/handler",
    runtime: "nodejs22.x",
  },
  "aws:lb/targetGroup:TargetGroup": { name: "nginx", port: 80, protocol: "TCP", targetType: "ip", vpcId: "vpc-1" },
  "aws:sns/topic:Topic": { name: "orders.fifo", fifoTopic: true },
};
