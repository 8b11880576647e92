import * as pulumi from "@pulumi/pulumi";

export interface BucketStatement {
  readonly Sid?: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal: unknown;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition: unknown;
}

/** Refuses plain HTTP and old TLS to everybody, and allows what `statements` say. */
export function bucketPolicy(
  bucketArn: pulumi.Input<string>,
  statements: readonly BucketStatement[],
): pulumi.Output<string> {
  const refuse = (Sid: string, Condition: unknown) => ({
    ...{ Sid, Effect: "Deny", Principal: "*", Action: "s3:*" }, // a denial: the wildcard takes away
    Resource: [bucketArn, pulumi.interpolate`${bucketArn}/*`],
    Condition,
  });
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      refuse("OnlyTls", { Bool: { "aws:SecureTransport": "false" } }),
      refuse("OnlyNewTls", { NumericLessThan: { "s3:TlsVersion": "1.2" } }),
      ...statements,
    ],
  });
}

/** A service of AWS writes below `prefix`, on behalf of our account. */
export function mayWrite(
  bucketArn: pulumi.Input<string>,
  accountId: pulumi.Input<string>,
  service: string,
  prefix: string,
): BucketStatement {
  return {
    Effect: "Allow",
    Principal: { Service: service },
    Action: "s3:PutObject",
    Resource: pulumi.interpolate`${bucketArn}/${prefix}*`,
    Condition: { StringEquals: { "aws:SourceAccount": accountId } },
  };
}
