import type { Value } from "../engine/values";

/**
 * An argument that provider 5.100 cannot judge, because only the generation of @pulumi/aws has it. The resource is judged without
 * it. Short on purpose: whatever is not here counts as rejected.
 */
export interface Exception {
  /** Type token, or `*`. */
  readonly type: string;
  /** Path in Pulumi's notation; `[*]` stands for any element. */
  readonly path: string;
  /** Why it cannot be judged, and what vouches for it instead. */
  readonly reason: string;
  /** Only these values are beyond the provider, e.g. a limit that was raised later. @default every value */
  readonly values?: (value: Value) => boolean;
  /** An argument of Terraform that the older provider requires in its place; it is taken as unknown. */
  readonly standsFor?: string;
}

/** Source of all: https://github.com/hashicorp/terraform-provider-aws/blob/main/CHANGELOG.md (6.x) */
export const EXCEPTIONS: readonly Exception[] = [
  { type: "*", path: "region", reason: "since 6.0 every regional resource names its region" },
  {
    type: "aws:ec2/natGateway:NatGateway",
    path: "availabilityMode",
    reason: "regional NAT gateways came with 6.24",
    standsFor: "subnet_id",
  },
  { type: "aws:ec2/natGateway:NatGateway", path: "vpcId", reason: "regional NAT gateways came with 6.24" },
  {
    type: "aws:ec2/natGateway:NatGateway",
    path: "availabilityZoneAddresses",
    reason: "regional NAT gateways came with 6.24",
  },
  {
    type: "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup",
    path: "engine",
    reason: "could only be read before 6.x (terraform-provider-aws issue 41618)",
  },
];

/**
 * The exception that `value` at `path` falls under. A provider that has the argument judges it, whatever the list says.
 * @param missing Whether the provider has no such argument, or can only read it.
 */
export function exceptionFor(type: string, path: string, value: Value, missing: boolean): Exception | undefined {
  const general = path.replace(/\[\d+\]/g, "[*]");
  return EXCEPTIONS.find(
    (each) =>
      (each.type === type || each.type === "*") &&
      each.path === general &&
      (each.values === undefined ? missing : each.values(value)),
  );
}
