import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

export interface ServiceRole {
  readonly arn: pulumi.Output<string>;
  readonly name: pulumi.Output<string>;
  /** What uses the role waits for these: the role's name alone does not say that it may do anything yet. */
  readonly attachments: readonly pulumi.Resource[];
}

interface ServiceRoleArgs {
  /** Who may take the role, e.g. `eks.amazonaws.com`. */
  readonly service: string;
  /** Beside `sts:AssumeRole`; Auto Mode and pod identity tag their sessions. */
  readonly tagsSession?: boolean;
  /** Names of AWS managed policies. */
  readonly managedPolicies: readonly string[];
}

/** Trust in one AWS service. */
export function trustOf(service: string, tagsSession = false): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: ["sts:AssumeRole", ...(tagsSession ? ["sts:TagSession"] : [])],
      },
    ],
  });
}

/** Declares a role that a service takes, with policies that AWS maintains for that very service. */
export function declareServiceRole(
  name: string,
  { service, tagsSession, managedPolicies }: ServiceRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const role = new aws.iam.Role(`${name}-role`, { assumeRolePolicy: trustOf(service, tagsSession) }, opts);
  const attachments = managedPolicies.map(
    (policy) =>
      new aws.iam.RolePolicyAttachment(
        `${name}-${policy}`,
        { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
        opts,
      ),
  );
  return { arn: role.arn, name: role.name, attachments };
}
