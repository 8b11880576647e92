import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

const group = new pulumi.ComponentResource("test:index:Group", "group");
const bucket = new aws.s3.Bucket("bucket");

const known = aws.ec2.Vpc.get("known", "vpc-0123456789", { cidrBlock: "10.0.0.0/16" }, { parent: group });
const unknown = aws.sns.Topic.get("unknown", bucket.arn);
const secret = aws.ssm.Parameter.get("secret", "/app/token", undefined, { additionalSecretOutputs: ["value"] });

new aws.ec2.Subnet("subnet", { vpcId: known.id, cidrBlock: known.cidrBlock });
export const topicName = unknown.name;
export const token = secret.value;
