import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { CACHE_PORT } from "./endpoint";

export interface CacheFirewallArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** IPv4 blocks that may connect. Blocks, not security groups: those cannot be named across regions. */
  readonly clientCidrBlocks: readonly string[];
}

/**
 * Admits the clients and nothing else. There is no egress rule: a cache answers (the group is stateful) but never calls, and its
 * nodes replicate over the service's own network.
 */
export class CacheFirewall extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: CacheFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cache:CacheFirewall", name, {}, opts);
    const { region, vpcId, clientCidrBlocks } = args;
    const child = { parent: this };

    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { region, vpcId, description: "Clients of a Valkey cache" }, // constant: a change replaces the group
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
          fromPort: CACHE_PORT,
          toPort: CACHE_PORT,
          description: "Valkey over TLS",
        },
        child,
      );
    }

    this.securityGroupId = group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}
