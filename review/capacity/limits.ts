import { type DeclaredState, declaredWorkloads, type Workload } from "../replay/declared";
import { regionsByState } from "../replay/region";
import { cacheLimits } from "./cache-limits";
import { databaseLimits } from "./database-limits";
import { ingressLimits } from "./ingress-limits";
import { namespaceLimits } from "./namespace-limits";
import { nodeLimits } from "./node-limits";
import { type PodsAtMaximum, podsAtMaximum } from "./pods-at-maximum";
import { quotaLimits } from "./quota-limits";
import { subnetLimits } from "./subnet-limits";

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
  /** What declares it, or what takes of it. */
  readonly urns: readonly string[];
  /** What pods of a workload take of it; `undefined` where pods say nothing about it. */
  readonly use?: PodUse;
  /** What is taken of it once every autoscaler has come to its maximum; `undefined` where the declarations do not say. */
  readonly atMaximum?: number;
  /** What the figures leave out. */
  readonly notes?: readonly string[];
}

/** A limit whose value, or whose use, cannot be told from what is known before the cloud has answered. */
export interface UnknownLimit extends Omit<Limit, "value"> {
  readonly value?: number;
  /** Why, with the property: `data["pgbouncer.ini"] of eu-west-1-pools-config is not known yet`. */
  readonly unknown: string;
}

export interface PodUse {
  readonly workload: string;
  readonly perPod: number;
  /** What is taken without any of its pods. */
  readonly base: number;
}

const EDGE_TO_PODS = ["cdn", "ingress", "pods", "namespace", "nodes", "addresses"] as const;
export const STAGES = [...EDGE_TO_PODS, "cache", "pool", "database", "account"] as const;
export type Stage = (typeof STAGES)[number];

/** Requests a second of one distribution. Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const CDN_REQUESTS_PER_SECOND = 250_000;
const INGRESS = /nginx|ingress/;

/** Every limit that load can reach in a stack, in the order of a request's way and by name. Pure. */
export function limitsOf(states: readonly DeclaredState[]): Limit[] {
  return declaredLimits(states).filter((limit): limit is Limit => limit.value !== undefined);
}

/** The same with those that cannot be told yet. Pure. */
export function declaredLimits(states: readonly DeclaredState[]): (Limit | UnknownLimit)[] {
  const workloads = declaredWorkloads(states);
  const regions = regionsByState(states);
  const pods = podsAtMaximum(states, regions);
  const limits = [
    ...states.filter(({ type }) => type === "aws:cloudfront/distribution:Distribution").map(cdnLimit),
    ...workloads.map((workload) => podLimit(workload, pods)),
    ...ingressLimits(states, regions),
    ...namespaceLimits(states, regions, pods),
    ...nodeLimits(states, regions, workloads, pods),
    ...subnetLimits(states, regions, workloads, pods),
    ...cacheLimits(states, regions),
    ...databaseLimits(states, regions),
    ...quotaLimits(states, regions),
  ];
  return limits.sort((a, b) => byWay(a.stage, b.stage) || (a.id < b.id ? -1 : 1));
}

/** The edge first. */
export const byWay = (a: Stage, b: Stage): number => STAGES.indexOf(a) - STAGES.indexOf(b);

export const isUnknown = (limit: Limit | UnknownLimit): limit is UnknownLimit => "unknown" in limit;

function cdnLimit({ name, urn }: DeclaredState): Limit {
  return {
    id: `global/cdn/${name}`,
    stage: "cdn",
    region: "global",
    what: `requests of distribution ${name}`,
    value: CDN_REQUESTS_PER_SECOND,
    unit: "requests/s",
    from: "AWS default",
    urns: [urn],
  };
}

function podLimit({ name, namespace, region, hpa }: Workload, pods: readonly PodsAtMaximum[]): Limit {
  const stage = INGRESS.test(name) || INGRESS.test(namespace) ? "ingress" : "pods";
  const scaled = pods.find((each) => each.region === region && each.namespace === namespace && each.name === name);
  return {
    id: `${region}/pods/${name}`,
    stage,
    region,
    what: `maximum of the autoscaler of ${name}`,
    value: hpa.maxReplicas,
    unit: "pods",
    from: "declared",
    use: { workload: name, perPod: 1, base: 0 },
    urns: scaled?.urns ?? [],
  };
}

/** What `pods` of the workload take of a limit; `undefined` where pods say nothing. */
export function taken({ use }: Limit, workload: string, pods: number): number | undefined {
  return use?.workload === workload ? use.base + use.perPod * pods : undefined;
}
