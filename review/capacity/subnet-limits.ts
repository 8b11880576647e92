import { field, text } from "../cost/stack";
import type { DeclaredState, Workload } from "../replay/declared";
import { cacheNodesAtMaximum } from "./cache-limits";
import { instancesAtMaximum } from "./database-limits";
import type { Limit, Regions, UnknownLimit } from "./limits";
import { type RegionNodes, regionNodes, regionsOf, takenOfNodes } from "./node-limits";
import type { PodsAtMaximum } from "./pods-at-maximum";

/** Addresses that AWS keeps of each subnet. Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const KEPT_ADDRESSES = 5;
/**
 * What a node takes beside one address for each pod: its own, a block of sixteen that it keeps ready, and what may be left of the block
 * that is begun. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html
 */
const BESIDE_PODS = 1 + 16 + 15;
const SUBNET = "aws:ec2/subnet:Subnet";

/** Something that takes one address, in any of some subnets. */
interface Taker {
  readonly state: DeclaredState;
  readonly subnets: readonly string[];
  /** In all these subnets together, or in each of them. Unit: addresses. */
  readonly count: number;
  readonly eachSubnet: boolean;
}

/** Addresses of every subnet, taken by nodes with their pods, caches, databases, endpoints and load balancers. */
export function subnetLimits(
  states: readonly DeclaredState[],
  regions: Regions,
  workloads: readonly Workload[],
  pods: readonly PodsAtMaximum[],
): (Limit | UnknownLimit)[] {
  const takers = addressTakers(states);
  const nodesByRegion = new Map(
    regionsOf(workloads).map((region) => [region, regionNodes(states, regions, workloads, pods, region)]),
  );
  const subnets = states.filter(({ type }) => type === SUBNET);
  return subnets.flatMap((subnet) => {
    const region = regions.get(subnet) ?? "";
    const zones = subnets.filter((each) => holdsNodes(each) && regions.get(each) === region).length;
    const nodes = holdsNodes(subnet) ? nodesByRegion.get(region) : undefined;
    const here = takers.filter((taker) => taker.subnets.includes(subnet.urn));
    return nodes === undefined && here.length === 0 ? [] : [subnetLimit(subnet, region, nodes, zones, here)];
  });
}

function subnetLimit(
  subnet: DeclaredState,
  region: string,
  nodes: RegionNodes | undefined,
  zones: number,
  takers: readonly Taker[],
): Limit | UnknownLimit {
  const others = takers.reduce((sum, taker) => sum + share(taker), 0);
  const common = {
    ...({ id: `${region}/addresses/${subnet.name}`, stage: "addresses", region, unit: "addresses" } as const),
    ...({ what: `addresses of ${subnet.name}`, from: "declared" } as const),
    urns: [subnet.urn, ...takers.map(({ state }) => state.urn), ...(nodes?.urns ?? [])],
    ...(nodes === undefined ? { atMaximum: others } : takenByNodes(nodes, zones, others)),
  };
  const bits = /\/(\d+)$/.exec(text(subnet.inputs.cidrBlock))?.[1];
  if (bits === undefined) return { ...common, unknown: `cidrBlock of ${subnet.name} is not known yet` };
  return { ...common, value: 2 ** (32 - Number(bits)) - KEPT_ADDRESSES };
}

/** A zone's part of what nodes take, the zone with one more where they do not come out even. */
function takenByNodes(nodes: RegionNodes, zones: number, others: number) {
  const { use } = takenOfNodes(nodes, nodes.podsPerNode + BESIDE_PODS);
  const zonal = { ...use, perPod: use.perPod / zones, base: use.base / zones + others };
  if ("unknown" in nodes.atMaximum) return { use: zonal, unknown: nodes.atMaximum.unknown };
  const inZone = (count: number) => Math.ceil(count / zones);
  const pods = inZone(nodes.podsAtMaximum);
  return { use: zonal, atMaximum: pods + inZone(nodes.atMaximum.total) * BESIDE_PODS + others };
}

/** Where EKS puts nodes by the tag that internal load balancers look for. */
const holdsNodes = ({ inputs }: DeclaredState): boolean =>
  text(field(inputs.tags, "kubernetes.io/role/internal-elb")) !== "";

const share = ({ count, eachSubnet, subnets }: Taker): number =>
  eachSubnet ? count : Math.ceil(count / subnets.length);

function addressTakers(states: readonly DeclaredState[]): Taker[] {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  const behind = (state: DeclaredState | undefined, property: string, type: string): DeclaredState[] =>
    (state?.propertyDependencies?.[property] ?? []).flatMap((urn) => {
      const found = byUrn.get(urn);
      return found?.type === type ? [found] : [];
    });
  const subnetsOf = (state: DeclaredState | undefined, property: string) =>
    behind(state, property, SUBNET).map(({ urn }) => urn);
  return states.flatMap((state): Taker[] => {
    const each = (property: string) => [{ state, subnets: subnetsOf(state, property), count: 1, eachSubnet: true }];
    switch (state.type) {
      case "aws:ec2/vpcEndpoint:VpcEndpoint":
        return each("subnetIds");
      case "aws:ec2/natGateway:NatGateway":
        return each("subnetId");
      case "aws:lb/loadBalancer:LoadBalancer":
        return [...each("subnets"), ...each("subnetMappings")];
      case "aws:elasticache/replicationGroup:ReplicationGroup": {
        const [group] = behind(state, "subnetGroupName", "aws:elasticache/subnetGroup:SubnetGroup");
        const count = cacheNodesAtMaximum(states, state) ?? 0;
        return [{ state, subnets: subnetsOf(group, "subnetIds"), count, eachSubnet: false }];
      }
      case "aws:rds/cluster:Cluster": {
        const [group] = behind(state, "dbSubnetGroupName", "aws:rds/subnetGroup:SubnetGroup");
        return [
          {
            state,
            subnets: subnetsOf(group, "subnetIds"),
            count: instancesAtMaximum(states, state),
            eachSubnet: false,
          },
        ];
      }
      default:
        return [];
    }
  });
}
