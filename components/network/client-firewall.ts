import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

export interface ClientFirewallArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** IPv4 blocks that may connect. Blocks, not security groups: those cannot be named across regions. */
  readonly clientCidrBlocks: readonly string[];
}

/** What is behind a firewall. Never change the descriptions of one in use: that of a group replaces it. */
export interface Guarded {
  /** Type token of the component, e.g. `p95:cache:CacheFirewall`. */
  readonly type: string;
  readonly port: number;
  readonly groupDescription: string;
  readonly ruleDescription: string;
}

/** Admits clients to one TCP port and nothing else. No egress rule: what is behind it answers (the group is stateful) and never calls. */
export abstract class ClientFirewall extends pulumi.ComponentResource {
  readonly securityGroupId: pulumi.Output<string>;

  constructor(guarded: Guarded, name: string, args: ClientFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super(guarded.type, name, {}, opts);
    const { region, vpcId, clientCidrBlocks } = args;
    const child = { parent: this };

    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { region, vpcId, description: guarded.groupDescription },
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
          fromPort: guarded.port,
          toPort: guarded.port,
          description: guarded.ruleDescription,
        },
        child,
      );
    }

    this.securityGroupId = group.id;
    this.registerOutputs({ securityGroupId: this.securityGroupId });
  }
}
