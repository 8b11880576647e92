import { field, number } from "../cost/stack";
import type { DeclaredState, Workload } from "../replay/declared";
import { podsPerNode, vcpusOf } from "../replay/node-size";
import type { Limit, PodUse, Regions, UnknownLimit } from "./limits";
import { type PodsAtMaximum, sumOf } from "./pods-at-maximum";
import { QUOTAS, quotaOf } from "./quota-limits";

/** Nodes of a region: what the largest workload takes of them, and how many there are with everything at its maximum. */
export interface RegionNodes {
  readonly instanceType: string;
  readonly podsPerNode: number;
  readonly largest: string;
  /** Without any pod of the largest workload. Unit: nodes. */
  readonly base: number;
  readonly atMaximum: { readonly total: number } | { readonly unknown: string };
  /** On these nodes. Unit: pods. */
  readonly podsAtMaximum: number;
  readonly urns: readonly string[];
}

const GROUP = "aws:eks/nodeGroup:NodeGroup";
const UNKNOWN_SIZE_VCPUS = 8;

export const regionsOf = (workloads: readonly Workload[]): string[] =>
  [...new Set(workloads.map(({ region }) => region))].sort();

/** Standard vCPUs of the account, and where no Auto Mode adds nodes, the sizes of the node groups. */
export function nodeLimits(
  states: readonly DeclaredState[],
  regions: Regions,
  workloads: readonly Workload[],
  pods: readonly PodsAtMaximum[],
): (Limit | UnknownLimit)[] {
  return regionsOf(workloads).flatMap((region) => {
    const nodes = regionNodes(states, regions, workloads, pods, region);
    if (nodes === undefined) return [];
    const groups = nodeGroups(states, regions, region);
    const autoMode = workloads.some((workload) => workload.region === region && workload.nodes.autoMode);
    return [
      vcpuLimit(states, regions, region, nodes),
      ...(autoMode || groups.length === 0 ? [] : [groupLimit(groups, region, nodes)]),
    ];
  });
}

function vcpuLimit(states: readonly DeclaredState[], regions: Regions, region: string, nodes: RegionNodes) {
  const perNode = vcpusOf(nodes.instanceType) ?? UNKNOWN_SIZE_VCPUS;
  const quota = quotaOf(states, regions, region, "standardVcpus");
  const common = {
    ...({ id: `${region}/nodes/vcpus`, stage: "nodes", region, unit: "vCPUs" } as const),
    what: `vCPUs of standard instances (as ${nodes.instanceType})`,
    ...takenOfNodes(nodes, perNode),
    urns: [...(quota.urn === undefined ? [] : [quota.urn]), ...nodes.urns],
    notes: ["daemons, and pods that charts bring without an autoscaler, are not counted"],
  };
  if (quota.value !== undefined) return { ...common, value: quota.value, from: "declared" } as const;
  if (quota.unknown !== undefined) return { ...common, unknown: quota.unknown, from: "declared" } as const;
  const notes = [...common.notes, `a new account has ${QUOTAS.standardVcpus.byDefault} vCPUs, most have more`];
  return { ...common, from: "AWS default", notes, unknown: `no ServiceQuota declares the vCPUs of ${region}` } as const;
}

function groupLimit(groups: readonly DeclaredState[], region: string, nodes: RegionNodes): Limit {
  return {
    ...({ id: `${region}/nodes/groups`, stage: "nodes", region, unit: "nodes", from: "declared" } as const),
    what: "maximum of the node groups",
    value: groups.reduce((sum, group) => sum + maxSize(group), 0),
    urns: [...groups.map(({ urn }) => urn), ...nodes.urns],
    ...takenOfNodes(nodes, 1),
  };
}

/** What pods and the declared maximum take of something of which each node takes `perNode`. */
export function takenOfNodes({ largest, podsPerNode: perPods, base, atMaximum }: RegionNodes, perNode: number) {
  const use: PodUse = { workload: largest, perPod: perNode / perPods, base: base * perNode };
  return "unknown" in atMaximum ? { use, unknown: atMaximum.unknown } : { use, atMaximum: atMaximum.total * perNode };
}

/** `undefined` where no workload says what it requests. */
export function regionNodes(
  states: readonly DeclaredState[],
  regions: Regions,
  workloads: readonly Workload[],
  pods: readonly PodsAtMaximum[],
  region: string,
): RegionNodes | undefined {
  const here = workloads.filter((workload) => workload.region === region && workload.cpuMillis > 0);
  const [largest] = [...here].sort((a, b) => b.hpa.maxReplicas * b.cpuMillis - a.hpa.maxReplicas * a.cpuMillis);
  if (largest === undefined) return undefined;
  const { instanceType, podsPerNode: perNode, spareNodes } = largest.nodes;
  const others = here.filter((workload) => workload !== largest);
  const scheduled = pods.filter((each) => each.region === region);
  const needed = sumOf(scheduled, (most, each) => most / podsPerNode(instanceType, each.cpuMillis, each.memoryMiB));
  const declared = nodeGroups(states, regions, region).reduce((sum, group) => sum + maxSize(group), 0);
  return {
    ...{ instanceType, podsPerNode: perNode, largest: largest.name },
    base: others.reduce((sum, { hpa, nodes }) => sum + hpa.minReplicas / nodes.podsPerNode, spareNodes),
    atMaximum: "unknown" in needed ? needed : { total: Math.max(Math.ceil(needed.total), declared) },
    podsAtMaximum: scheduled.reduce((sum, { most = 0 }) => sum + most, 0),
    urns: scheduled.flatMap(({ urns }) => urns),
  };
}

function nodeGroups(states: readonly DeclaredState[], regions: Regions, region: string): DeclaredState[] {
  return states.filter((state) => state.type === GROUP && regions.get(state) === region);
}

const maxSize = ({ inputs }: DeclaredState): number => number(field(inputs.scalingConfig, "maxSize"), 0);
