import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { fields, must, oneOf, type Problem, wholeNumber } from "../checks";

/** How private subnets reach the internet. What each mode costs and survives: docs/network.md. */
export type NatPlan =
  /** One gateway object that AWS spreads over the zones in use. Its addresses come and go with zones and load. */
  | { readonly mode: "regional" }
  /** One gateway a zone in the first `gatewayCount` zones, each with a fixed address; the other zones share them. */
  | { readonly mode: "zonal"; readonly gatewayCount: number }
  /** One gateway in the first zone, with a fixed address. Losing that zone cuts the region off. */
  | { readonly mode: "single" };

const MODES: readonly NatPlan["mode"][] = ["regional", "zonal", "single"];

/** Everything wrong with a plan for a region of `zoneCount` zones. */
export function natPlanProblems(path: string, plan: unknown, zoneCount: number): Problem[] {
  const mode = (plan as Partial<NatPlan> | undefined)?.mode;
  return fields<{ mode: string; gatewayCount: number }>(path, plan, {
    mode: (at, value) => oneOf(at, value, MODES),
    gatewayCount: (at, value) =>
      mode === "zonal"
        ? wholeNumber(at, value, 1, zoneCount, "gateways, one a zone at most")
        : must(value === undefined, at, 'be left out unless mode is "zonal"', value),
  });
}

/** Which of `gatewayCount` gateways serves a zone: its own, or another zone's by turns, so that all share the load. */
export function gatewayOfZone(zone: number, gatewayCount: number): number {
  return zone % gatewayCount;
}

export interface NatGatewaysArgs {
  readonly region: string;
  readonly plan: NatPlan;
  readonly vpcId: pulumi.Input<string>;
  readonly zoneIds: readonly string[];
  /** In the order of `zoneIds`. */
  readonly publicSubnetIds: readonly pulumi.Input<string>[];
  /** The gateway of the VPC. A NAT gateway made before it, or outliving it, fails. */
  readonly internetGateway: pulumi.Resource;
}

/** The way out of private subnets. `args` must have passed `natPlanProblems`. */
export class NatGateways extends pulumi.ComponentResource {
  /** Gateway that serves each zone, in the order of `zoneIds`. */
  readonly gatewayIds: readonly pulumi.Output<string>[];
  /** Addresses the internet sees. In `regional` mode as of the last update: AWS adds and drops some on its own. */
  readonly publicIps: pulumi.Output<string[]>;

  constructor(name: string, args: NatGatewaysArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:network:NatGateways", name, {}, opts);
    const { region, plan, vpcId, zoneIds, publicSubnetIds } = args;
    const afterGateway = { parent: this, dependsOn: args.internetGateway };

    if (plan.mode === "regional") {
      const gateway = new aws.ec2.NatGateway(
        `${name}-gateway`,
        { region, vpcId, availabilityMode: "regional", connectivityType: "public", tags: { Name: name } },
        afterGateway,
      );
      this.gatewayIds = zoneIds.map(() => gateway.id);
      this.publicIps = gateway.regionalNatGatewayAddresses.apply((all) => all.map(({ publicIp }) => publicIp));
    } else {
      const gatewayCount = plan.mode === "single" ? 1 : plan.gatewayCount;
      const gateways = zoneIds.slice(0, gatewayCount).map((zoneId, zone) => {
        const tags = { Name: `${name}-${zoneId}` };
        const address = new aws.ec2.Eip(`${name}-${zoneId}-address`, { region, domain: "vpc", tags }, afterGateway);
        return new aws.ec2.NatGateway(
          `${name}-${zoneId}-gateway`,
          { region, subnetId: publicSubnetIds[zone], allocationId: address.allocationId, tags },
          afterGateway,
        );
      });
      this.gatewayIds = zoneIds.map((_, zone) => gateways[gatewayOfZone(zone, gatewayCount)]!.id);
      this.publicIps = pulumi.all(gateways.map((gateway) => gateway.publicIp));
    }
    this.registerOutputs({ gatewayIds: this.gatewayIds, publicIps: this.publicIps });
  }
}
