import * as pulumi from "@pulumi/pulumi";

/**
 * Trust policy of a role that only `service` takes on, and only for our `sourceArn`: without that, anybody's resource of the same
 * service could.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html
 */
export function serviceTrust(
  service: string,
  accountId: pulumi.Input<string>,
  sourceArn: pulumi.Input<string>,
): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": accountId, "aws:SourceArn": sourceArn } },
      },
    ],
  });
}
