import { field, number, text } from "../cost/stack";
import { type DeclaredState, declaredWorkloads, type Workload } from "../replay/declared";
import { vcpusOf } from "../replay/node-size";
import { regionsByState } from "../replay/region";
import { cacheLimits } from "./cache-limits";
import { databaseLimits } from "./database-limits";

export type Regions = ReadonlyMap<DeclaredState, string>;

/** A bound that load can reach. */
export interface Limit {
  /** Unique in a stack, e.g. `us-east-1/pods/playback-service`. */
  readonly id: string;
  /** On the way of a request: the edge first, the database last. */
  readonly stage: Stage;
  readonly region: string;
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** Whether it is declared in the stack, or AWS's own default. */
  readonly from: "declared" | "AWS default";
  /** What pods of a workload take of it; `undefined` where pods say nothing about it. */
  readonly use?: PodUse;
}

export interface PodUse {
  readonly workload: string;
  readonly perPod: number;
  /** What is taken without any of its pods. */
  readonly base: number;
}

export const STAGES = ["cdn", "ingress", "pods", "nodes", "addresses", "cache", "pool", "database"] as const;
export type Stage = (typeof STAGES)[number];

/** Requests a second of one distribution. Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const CDN_REQUESTS_PER_SECOND = 250_000;
/** Addresses that AWS keeps of each subnet. Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const KEPT_ADDRESSES = 5;
/** Nodes take addresses by sixteen, and keep one such block ready. Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html */
const ADDRESS_BLOCK = 16;
const STANDARD_VCPUS = "L-1216C47A";
const INGRESS = /nginx|ingress/;

/** Every limit that load can reach in a stack, in the order of a request's way and by name. Pure. */
export function limitsOf(states: readonly DeclaredState[]): Limit[] {
  const workloads = declaredWorkloads(states);
  const regions = regionsByState(states);
  const limits = [
    ...states.filter(({ type }) => type === "aws:cloudfront/distribution:Distribution").map(cdnLimit),
    ...workloads.map(podLimit),
    ...regionsOf(workloads).flatMap((region) => nodeLimits(states, workloads, region, regions)),
    ...cacheLimits(states, regions),
    ...databaseLimits(states, regions),
  ];
  return limits.sort((a, b) => STAGES.indexOf(a.stage) - STAGES.indexOf(b.stage) || (a.id < b.id ? -1 : 1));
}

const regionsOf = (workloads: readonly Workload[]) => [...new Set(workloads.map(({ region }) => region))].sort();

function cdnLimit({ name }: DeclaredState): Limit {
  return {
    id: `global/cdn/${name}`,
    stage: "cdn",
    region: "global",
    what: `requests of distribution ${name}`,
    value: CDN_REQUESTS_PER_SECOND,
    unit: "requests/s",
    from: "AWS default",
  };
}

function podLimit({ name, namespace, region, hpa }: Workload): Limit {
  const stage = INGRESS.test(name) || INGRESS.test(namespace) ? "ingress" : "pods";
  return {
    id: `${region}/pods/${name}`,
    stage,
    region,
    what: `maximum of the autoscaler of ${name}`,
    value: hpa.maxReplicas,
    unit: "pods",
    from: "declared",
    use: { workload: name, perPod: 1, base: 0 },
  };
}

/** vCPUs of the account and addresses of the subnets, taken by the pods of the largest workload beside the minimum of all others. */
function nodeLimits(
  states: readonly DeclaredState[],
  workloads: readonly Workload[],
  region: string,
  regions: Regions,
): Limit[] {
  const here = workloads.filter((workload) => workload.region === region && workload.cpuMillis > 0);
  const [largest] = [...here].sort((a, b) => b.hpa.maxReplicas * b.cpuMillis - a.hpa.maxReplicas * a.cpuMillis);
  if (largest === undefined) return [];
  const { instanceType, podsPerNode, spareNodes } = largest.nodes;
  const others = here.filter((workload) => workload !== largest);
  const otherNodes = others.reduce((sum, { hpa, nodes }) => sum + hpa.minReplicas / nodes.podsPerNode, spareNodes);
  const vcpus = vcpusOf(instanceType) ?? 8;
  const quota = states.find(
    (state) =>
      state.type === "aws:servicequotas/serviceQuota:ServiceQuota" &&
      state.inputs.quotaCode === STANDARD_VCPUS &&
      regions.get(state) === region,
  );
  const addressesPerNode = ADDRESS_BLOCK * (Math.ceil(podsPerNode / ADDRESS_BLOCK) + 1) + 1;
  const use = (perNode: number) => ({
    workload: largest.name,
    perPod: perNode / podsPerNode,
    base: otherNodes * perNode,
  });
  const addresses = nodeAddresses(states, region, regions);
  const common = { region, from: "declared" } as const;
  return [
    ...(quota === undefined
      ? []
      : [
          {
            ...common,
            id: `${region}/nodes/vcpus`,
            stage: "nodes" as const,
            what: `vCPUs of standard instances (as ${instanceType})`,
            value: number(quota.inputs.value, 0),
            unit: "vCPUs",
            use: use(vcpus),
          },
        ]),
    ...(addresses === 0
      ? []
      : [
          {
            ...common,
            id: `${region}/addresses/nodes`,
            stage: "addresses" as const,
            what: "addresses in the subnets of nodes",
            value: addresses,
            unit: "addresses",
            use: use(addressesPerNode),
          },
        ]),
  ];
}

/** Of all zones as if each were as small as the smallest: nodes are spread evenly. */
function nodeAddresses(states: readonly DeclaredState[], region: string, regions: Regions): number {
  const subnets = states.filter(
    (state) =>
      state.type === "aws:ec2/subnet:Subnet" &&
      regions.get(state) === region &&
      text(field(state.inputs.tags, "kubernetes.io/role/internal-elb")) !== "",
  );
  const sizes = subnets.map(({ inputs }) => 2 ** (32 - Number(text(inputs.cidrBlock).split("/")[1])) - KEPT_ADDRESSES);
  return sizes.length === 0 ? 0 : sizes.length * Math.min(...sizes);
}

/** What `pods` of the workload take of a limit; `undefined` where pods say nothing. */
export function taken({ use }: Limit, workload: string, pods: number): number | undefined {
  return use?.workload === workload ? use.base + use.perPod * pods : undefined;
}
