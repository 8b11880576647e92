import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { DATABASE_PORT } from "./endpoint";

export interface DatabaseFirewallArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** IPv4 blocks that may connect. Blocks, not security groups: those cannot be named across regions. */
  readonly clientCidrBlocks: readonly string[];
}

/** Admits the clients and nothing else. No egress rule: a database answers (the group is stateful) and never calls. */
export class DatabaseFirewall extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: DatabaseFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:database:DatabaseFirewall", name, {}, opts);
    const { region, vpcId, clientCidrBlocks } = args;
    const child = { parent: this };

    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { region, vpcId, description: "Clients of an Aurora cluster" }, // constant: a change replaces the group
      child,
    );
    for (const cidr of new Set(clientCidrBlocks)) {
      new aws.vpc.SecurityGroupIngressRule(
        `${name}-from-${cidr.replace("/", "-")}`,
        {
          region,
          securityGroupId: group.id,
          cidrIpv4: cidr,
          ipProtocol: "tcp",
          fromPort: DATABASE_PORT,
          toPort: DATABASE_PORT,
          description: "PostgreSQL over TLS",
        },
        child,
      );
    }

    this.securityGroupId = group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}
