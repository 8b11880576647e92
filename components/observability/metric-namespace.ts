import * as pulumi from "@pulumi/pulumi";

/** Where this stack's own metrics are kept in CloudWatch. Stacks of one account must not add up. */
export function metricNamespace(): string {
  return `${pulumi.getProject()}/${pulumi.getStack()}`;
}
