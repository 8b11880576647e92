import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem } from "../checks";
import { overlapProblems } from "./cidr-plan";

/** What the mesh needs of a region; a `RegionNetwork` is one. */
export interface PeeringMember {
  readonly region: string;
  readonly cidrBlock: string;
  readonly vpcId: pulumi.Input<string>;
  /** In the order of `privateRouteTableIds`; names their routes. */
  readonly zoneIds: readonly string[];
  readonly privateRouteTableIds: readonly pulumi.Input<string>[];
  readonly dataRouteTableIds: readonly pulumi.Input<string>[];
}

export interface PeeringMeshArgs {
  /** In any order. One member, or none, makes no peering. */
  readonly members: readonly PeeringMember[];
}

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function peeringMeshProblems({ members }: PeeringMeshArgs): Problem[] {
  const regions = members.map(({ region }) => region);
  return [
    ...regions.flatMap((region, i) =>
      must(regions.indexOf(region) === i, `members[${i}].region`, "appear once", region),
    ),
    ...overlapProblems(members.map(({ cidrBlock }, i) => ({ path: `members[${i}].cidrBlock`, cidrBlock }))),
  ];
}

/**
 * Every two of `members`, each pair and the list by name of region. A pair's name and direction depend on nothing but its two
 * regions, so a region that joins, or another rollout order, leaves the pairs before it untouched.
 */
export function peeringPairs<Member extends { readonly region: string }>(
  members: readonly Member[],
): (readonly [requester: Member, accepter: Member])[] {
  const sorted = [...members].sort((a, b) => (a.region < b.region ? -1 : 1));
  return sorted.flatMap((requester, index) =>
    sorted.slice(index + 1).map((accepter) => [requester, accepter] as const),
  );
}

/**
 * A peering between every two regions. Sessions are written in the primary region only, so pods elsewhere reach its caches this
 * way; any region may become the primary, hence a full mesh. Security groups decide who may use it, by block: rules by group do
 * not reach across regions. Peering costs nothing by the hour; above four regions a transit gateway is less work.
 */
export class PeeringMesh extends pulumi.ComponentResource {
  /** By pair, e.g. `ap-southeast-1-eu-west-1`; known once both sides agree. */
  readonly connectionIds: Readonly<Record<string, pulumi.Output<string>>>;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: PeeringMeshArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`PeeringMesh "${name}"`, peeringMeshProblems(args));
    super("p95:network:PeeringMesh", name, {}, opts);

    this.connectionIds = Object.fromEntries(
      peeringPairs(args.members).map(([requester, accepter]) => {
        const pair = `${requester.region}-${accepter.region}`;
        const connectionId = this.connect(`${name}-${pair}`, requester, accepter);
        this.route(`${name}-${pair}`, requester, accepter, connectionId);
        this.route(`${name}-${pair}`, accepter, requester, connectionId);
        return [pair, connectionId];
      }),
    );
    this.registerOutputs({ connectionIds: this.connectionIds });
  }

  private connect(name: string, requester: PeeringMember, accepter: PeeringMember): pulumi.Output<string> {
    const child = { parent: this };
    const tags = { Name: name };
    const request = new aws.ec2.VpcPeeringConnection(
      `${name}-request`,
      {
        region: requester.region,
        vpcId: requester.vpcId,
        peerVpcId: accepter.vpcId,
        peerRegion: accepter.region,
        autoAccept: false, // AWS accepts on its own only within a region
        tags,
      },
      child,
    );
    const acceptance = new aws.ec2.VpcPeeringConnectionAccepter(
      `${name}-acceptance`,
      { region: accepter.region, vpcPeeringConnectionId: request.id, autoAccept: true, tags },
      child,
    );
    // Each side sets its own option in its own region, and only once the peering is active.
    const dns = { allowRemoteVpcDnsResolution: true };
    const vpcPeeringConnectionId = acceptance.id;
    new aws.ec2.PeeringConnectionOptions(
      `${name}-requester-dns`,
      { region: requester.region, vpcPeeringConnectionId, requester: dns },
      child,
    );
    new aws.ec2.PeeringConnectionOptions(
      `${name}-accepter-dns`,
      { region: accepter.region, vpcPeeringConnectionId, accepter: dns },
      child,
    );
    return acceptance.id;
  }

  /** Private tables for the callers, data tables for the answers; public subnets have no business in another region. */
  private route(name: string, from: PeeringMember, to: PeeringMember, connectionId: pulumi.Input<string>): void {
    const tables = [
      ...from.privateRouteTableIds.map((tableId, zone) => [`private-${from.zoneIds[zone]}`, tableId] as const),
      ...from.dataRouteTableIds.map((tableId, index) => [index === 0 ? "data" : `data-${index}`, tableId] as const),
    ];
    for (const [table, routeTableId] of tables) {
      new aws.ec2.Route(
        `${name}-from-${from.region}-${table}`,
        {
          region: from.region,
          routeTableId,
          destinationCidrBlock: to.cidrBlock,
          vpcPeeringConnectionId: connectionId,
        },
        { parent: this },
      );
    }
  }
}
