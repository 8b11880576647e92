import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { INGRESS_PORT } from "./ingress-contract";

export interface EntranceFirewallArgs {
  readonly region: string;
  readonly vpcId: pulumi.Input<string>;
  /** Group that the NGINX pods carry; in EKS Auto Mode the cluster's own. */
  readonly podSecurityGroupId: pulumi.Input<string>;
}

/**
 * Who reaches the load balancer (CloudFront and Route 53's health checkers), and that it reaches the pods. Two groups, because
 * CloudFront's list alone counts as 55 of the 60 rules that a group may have.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LocationsOfEdgeServers.html
 */
export class EntranceFirewall extends pulumi.ComponentResource {
  readonly securityGroupIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: EntranceFirewallArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:traffic:EntranceFirewall", name, {}, opts);
    const { region } = args;
    // Without the health checkers every region counts as unhealthy, and Route 53 then treats all of them as healthy for ever.
    this.securityGroupIds = [
      this.admit(`${name}-cloudfront`, args, "com.amazonaws.global.cloudfront.origin-facing", "CloudFront"),
      this.admit(`${name}-checkers`, args, `com.amazonaws.${region}.route53-healthchecks`, "Route 53 health checkers"),
    ];
    this.registerOutputs({ securityGroupIds: this.securityGroupIds });
  }

  /** ID of a group that admits one of AWS's own prefix lists, and whose bearer may reach the pods. */
  private admit(name: string, args: EntranceFirewallArgs, prefixList: string, who: string): pulumi.Output<string> {
    const { region, vpcId, podSecurityGroupId } = args;
    const child = { parent: this };
    const prefixListId = aws.ec2.getManagedPrefixListOutput({ region, name: prefixList }, child).id;

    const group = new aws.ec2.SecurityGroup(
      `${name}-group`,
      { region, vpcId, description: `${who} to the load balancer`, tags: { Name: name } },
      child,
    );
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-https`,
      { region, securityGroupId: group.id, prefixListId, ipProtocol: "tcp", fromPort: 443, toPort: 443 },
      child,
    );
    const toPods = { region, ipProtocol: "tcp", fromPort: INGRESS_PORT, toPort: INGRESS_PORT };
    new aws.vpc.SecurityGroupEgressRule(
      `${name}-to-pods`,
      { ...toPods, securityGroupId: group.id, referencedSecurityGroupId: podSecurityGroupId },
      child,
    );
    // By group, which holds although the pods see the client's address.
    // Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html
    new aws.vpc.SecurityGroupIngressRule(
      `${name}-at-pods`,
      { ...toPods, securityGroupId: podSecurityGroupId, referencedSecurityGroupId: group.id },
      child,
    );
    return group.id;
  }
}
