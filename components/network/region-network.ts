import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, type Problem } from "../checks";
import { logRetentionProblems } from "../observability/log-retention";
import { cidrBlockProblems, cidrPlan } from "./cidr-plan";
import { FlowLogs, type FlowLogTraffic, flowLogTrafficProblems } from "./flow-logs";
import { NatGateways, type NatPlan, natPlanProblems } from "./nat-gateways";
import { SubnetTier } from "./subnet-tier";
import { type InterfaceEndpoint, interfaceEndpointsProblems, VpcEndpoints } from "./vpc-endpoints";
import { regionProblems, zoneIdsProblems } from "./zone-ids";

export interface RegionNetworkArgs {
  /** Where all of it lives, e.g. `eu-west-1`. */
  readonly region: string;
  /** A private /16, split by `cidrPlan`. Changing it replaces the network and everything in it. */
  readonly cidrBlock: string;
  /** Two or three zone IDs, e.g. `euw1-az1`. The order gives each zone its addresses: add at the end, never sort. */
  readonly zoneIds: readonly string[];
  readonly nat: NatPlan;
  readonly interfaceEndpoints: readonly InterfaceEndpoint[];
  readonly flowLogTraffic: FlowLogTraffic;
  /** Unit: days, one that CloudWatch Logs offers. */
  readonly logRetentionDays: number;
  /** The account that the network is made in. */
  readonly accountId: pulumi.Input<string>;
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionNetworkProblems(args: RegionNetworkArgs): Problem[] {
  return [
    ...regionProblems("region", args.region),
    ...cidrBlockProblems("cidrBlock", args.cidrBlock),
    ...zoneIdsProblems("zoneIds", args.region, args.zoneIds),
    ...natPlanProblems("nat", args.nat, args.zoneIds?.length ?? 0),
    ...interfaceEndpointsProblems("interfaceEndpoints", args.interfaceEndpoints),
    ...flowLogTrafficProblems("flowLogTraffic", args.flowLogTraffic),
    ...logRetentionProblems("logRetentionDays", args.logRetentionDays),
  ];
}

/**
 * A region's VPC: load balancers in public subnets, nodes and pods in private ones that reach out through NAT, and databases and
 * caches in data subnets that reach nothing beyond AWS and the peers. Those never start a connection outwards, so a stolen
 * database has nowhere to send its rows. Plan, prices and trade-offs: docs/network.md.
 */
export class RegionNetwork extends pulumi.ComponentResource {
  readonly region: string;
  readonly cidrBlock: string;
  /** The order of every list below, except `dataRouteTableIds`. */
  readonly zoneIds: readonly string[];
  /** Plain text, because each becomes a security group rule: rules by group do not reach across regions. */
  readonly privateCidrBlocks: readonly string[];
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: readonly pulumi.Output<string>[];
  /** Each is known once it can reach the internet, so nodes start with a way to their images and are destroyed before it goes. */
  readonly privateSubnetIds: readonly pulumi.Output<string>[];
  readonly dataSubnetIds: readonly pulumi.Output<string>[];
  /** A table a zone in every NAT mode: to change the mode is to change routes in place. */
  readonly privateRouteTableIds: readonly pulumi.Output<string>[];
  /** One: no route of this tier depends on the zone. */
  readonly dataRouteTableIds: readonly pulumi.Output<string>[];
  /** Addresses the internet sees. Fixed in the modes `zonal` and `single` only. */
  readonly natPublicIps: pulumi.Output<string[]>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionNetwork "${name}"`, regionNetworkProblems(args));
    super("p95:network:RegionNetwork", name, {}, opts);
    const { region, cidrBlock, zoneIds, accountId } = args;
    const child = { parent: this };
    const plan = cidrPlan(cidrBlock, zoneIds.length);

    const vpc = new aws.ec2.Vpc(
      `${name}-vpc`,
      {
        region,
        cidrBlock,
        enableDnsSupport: true,
        enableDnsHostnames: true, // private DNS of interface endpoints needs both
        enableNetworkAddressUsageMetrics: true, // pods use up VPC addresses
        tags: { Name: name },
      },
      child,
    );
    const vpcId = vpc.id;
    new aws.ec2.DefaultSecurityGroup(`${name}-default-group`, { region, vpcId }, child); // declared without a rule: shut
    const internetGateway = new aws.ec2.InternetGateway(`${name}-igw`, { region, vpcId, tags: { Name: name } }, child);

    const tier = { region, vpcId, zoneIds };
    const publicTier = new SubnetTier(
      `${name}-public`,
      { ...tier, tier: "public", cidrBlocks: plan.public, routeTables: "shared" },
      child,
    );
    const privateTier = new SubnetTier(
      `${name}-private`,
      { ...tier, tier: "private", cidrBlocks: plan.private, routeTables: "per-zone" },
      child,
    );
    const dataTier = new SubnetTier(
      `${name}-data`,
      { ...tier, tier: "data", cidrBlocks: plan.data, routeTables: "shared" },
      child,
    );

    const publicOut = new aws.ec2.Route(
      `${name}-public-out`,
      {
        region,
        routeTableId: publicTier.routeTableIds[0]!,
        destinationCidrBlock: "0.0.0.0/0",
        gatewayId: internetGateway.id,
      },
      child,
    );
    const nat = new NatGateways(
      `${name}-nat`,
      { region, plan: args.nat, vpcId, zoneIds, publicSubnetIds: publicTier.subnetIds, internetGateway },
      child,
    );
    const privateOut = zoneIds.map(
      (zoneId, zone) =>
        new aws.ec2.Route(
          `${name}-private-${zoneId}-out`,
          {
            region,
            routeTableId: privateTier.routeTableIds[zone]!,
            destinationCidrBlock: "0.0.0.0/0",
            natGatewayId: nat.gatewayIds[zone],
          },
          child,
        ),
    );

    new VpcEndpoints(
      `${name}-endpoints`,
      {
        region,
        vpcId,
        cidrBlock,
        routeTableIds: [...privateTier.routeTableIds, ...dataTier.routeTableIds],
        subnetIds: privateTier.subnetIds,
        interfaceEndpoints: args.interfaceEndpoints,
      },
      child,
    );
    new FlowLogs(
      `${name}-flow-logs`,
      { region, vpcId, traffic: args.flowLogTraffic, retentionDays: args.logRetentionDays, accountId },
      child,
    );

    this.region = region;
    this.cidrBlock = cidrBlock;
    this.zoneIds = zoneIds;
    this.privateCidrBlocks = plan.private;
    this.vpcId = vpcId;
    this.publicSubnetIds = publicTier.subnetIds.map((subnetId) => after(publicOut, subnetId));
    this.privateSubnetIds = privateTier.subnetIds.map((subnetId, zone) => after(privateOut[zone]!, subnetId));
    this.dataSubnetIds = dataTier.subnetIds;
    this.privateRouteTableIds = privateTier.routeTableIds;
    this.dataRouteTableIds = dataTier.routeTableIds;
    this.natPublicIps = nat.publicIps;
    this.registerOutputs({
      region,
      cidrBlock,
      zoneIds,
      privateCidrBlocks: this.privateCidrBlocks,
      vpcId,
      publicSubnetIds: this.publicSubnetIds,
      privateSubnetIds: this.privateSubnetIds,
      dataSubnetIds: this.dataSubnetIds,
      privateRouteTableIds: this.privateRouteTableIds,
      dataRouteTableIds: this.dataRouteTableIds,
      natPublicIps: this.natPublicIps,
    });
  }
}

/** `value`, known once `resource` is there; what uses it is destroyed before `resource`. */
function after(resource: pulumi.CustomResource, value: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.all([value, resource.id]).apply(([known]) => known);
}
