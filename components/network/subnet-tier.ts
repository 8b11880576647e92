import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { Tier } from "./cidr-plan";

/** Tags that others look for on subnets; `Name` is added to each. */
const TIER_TAGS: Readonly<Record<Tier, Readonly<Record<string, string>>>> = {
  public: { "kubernetes.io/role/elb": "1" }, // EKS puts internet-facing load balancers here
  private: {
    "kubernetes.io/role/internal-elb": "1", // and internal ones here
    AzImpairmentPower: "DisruptSubnet", // cut off by the FIS scenario "AZ Availability: Power Interruption"
  },
  data: { AzImpairmentPower: "DisruptSubnet" },
};

export interface SubnetTierArgs {
  readonly region: string;
  readonly tier: Tier;
  readonly vpcId: pulumi.Input<string>;
  readonly zoneIds: readonly string[];
  /** In the order of `zoneIds`. */
  readonly cidrBlocks: readonly string[];
  /** A route table for each zone, or one for the tier. */
  readonly routeTables: "per-zone" | "shared";
}

/** One subnet in each zone, all for the same use, with their route tables. Routes are the caller's. */
export class SubnetTier extends pulumi.ComponentResource {
  /** In the order of `zoneIds`. Each is known once its route table is attached: before, the VPC's empty main table would rule. */
  readonly subnetIds: readonly pulumi.Output<string>[];
  /** One for each zone in the order of `zoneIds`, or the shared one. */
  readonly routeTableIds: readonly pulumi.Output<string>[];

  constructor(name: string, args: SubnetTierArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:network:SubnetTier", name, {}, opts);
    const { region, vpcId, zoneIds } = args;
    const child = { parent: this };
    const tableNames = args.routeTables === "shared" ? [name] : zoneIds.map((zoneId) => `${name}-${zoneId}`);

    const tables = tableNames.map(
      (table) => new aws.ec2.RouteTable(`${table}-routes`, { region, vpcId, tags: { Name: table } }, child),
    );

    this.subnetIds = zoneIds.map((zoneId, zone) => {
      const subnet = new aws.ec2.Subnet(
        `${name}-${zoneId}-subnet`,
        {
          region,
          vpcId,
          availabilityZoneId: zoneId,
          cidrBlock: args.cidrBlocks[zone],
          mapPublicIpOnLaunch: false,
          tags: { Name: `${name}-${zoneId}`, ...TIER_TAGS[args.tier] },
        },
        child,
      );
      const routeTableId = (tables[zone] ?? tables[0]!).id;
      const attached = new aws.ec2.RouteTableAssociation(
        `${name}-${zoneId}-association`,
        { region, subnetId: subnet.id, routeTableId },
        child,
      );
      return pulumi.all([subnet.id, attached.id]).apply(([subnetId]) => subnetId);
    });

    this.routeTableIds = tables.map((table) => table.id);
    this.registerOutputs({ subnetIds: this.subnetIds, routeTableIds: this.routeTableIds });
  }
}
