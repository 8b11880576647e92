import { fields, list, must, oneOf, type Problem, text, wholeNumber } from "../checks";
import { primeTimeProblems } from "../clock";
import { vcpus } from "./vcpus";

/** Sizes of a control plane that is paid for by size. `standard` grows by itself, later, and is paid for by the hour alone. */
export const CONTROL_PLANE_TIERS = ["standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl"] as const;
export type ControlPlaneTier = (typeof CONTROL_PLANE_TIERS)[number];

/** Pools that Auto Mode brings along. `system` takes add-ons only (they tolerate its taint `CriticalAddonsOnly`). */
export const NODE_POOLS = ["general-purpose", "system"] as const;
export type NodePool = (typeof NODE_POOLS)[number];

/** `forecast-only` shows what it would do, for the days before it is trusted. */
export const PREDICTIVE_MODES = ["forecast-only", "forecast-and-scale"] as const;
export type PredictiveMode = (typeof PREDICTIVE_MODES)[number];

/** Nodes in one managed group. Source: https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html */
const MAX_NODES = 450;
/** CIDR blocks of a public endpoint. Source: the same page. */
const MAX_PUBLIC_BLOCKS = 40;
/** Roles a person keeps an overview of; EKS itself takes more. */
const MAX_ROLES = 20;

/** How a region's Kubernetes cluster is made: plain data, the same in every region of a stack. */
export interface ClusterSettings {
  /** Minor version, e.g. `1.35`, from `stacks/versions.ts`. One minor at a time, upwards only: EKS refuses anything else. */
  readonly kubernetesVersion: string;
  readonly controlPlaneTier: ControlPlaneTier;
  /**
   * How often the horizontal pod autoscaler looks. Unit: seconds, 10 to 15. Every tier but `standard` may change it.
   * @default EKS's own 15 - a standard control plane knows no other
   */
  readonly hpaSyncPeriodSeconds?: number;
  readonly nodePools: readonly NodePool[];
  /**
   * IPv4 blocks from which the Kubernetes API is reached over the internet, with an IAM identity. Empty: from the network alone,
   * hence `pulumi up` has to run inside it or in a peered one.
   */
  readonly publicAccessCidrBlocks: readonly string[];
  /**
   * IAM roles of the account that may do everything, e.g. `platform-admin` or, with its path, `team/platform-admin`. They must
   * exist. The role that creates the cluster is admin already, and EKS refuses to be told so again: leave it out.
   */
  readonly adminRoles: readonly string[];
  /** IAM roles that may read everything but secrets. */
  readonly viewerRoles: readonly string[];
  /**
   * Nodes that are there before the load is. Beside Auto Mode, which starts nodes for pods that already wait.
   * @default none - where nobody waits for a node, Auto Mode alone is cheaper
   */
  readonly baselineNodes?: BaselineNodesSettings;
}

/** A managed node group that follows the clock and a forecast. */
export interface BaselineNodesSettings {
  /** Graviton types, best first, e.g. `m7g.2xlarge`; `medium` to the largest, no `metal`. A change replaces the group. */
  readonly instanceTypes: readonly string[];
  /** Unit: nodes, 1 to 450. */
  readonly minCount: number;
  /** Unit: nodes, up to 450. */
  readonly maxCount: number;
  /** Nodes that have booted once and been stopped: they join in seconds and cost their disk. Unit: nodes; 0 keeps none. */
  readonly warmCount: number;
  /** CPU of all nodes that both the forecast and the tracking of the moment aim at. Unit: percent, 10 to 90. */
  readonly targetCpuPercent: number;
  readonly predictive: PredictiveMode;
  /**
   * Raised minimum in the evening, in the region's own time.
   * @default the same minimum all day - the forecast needs two days of history, then it knows the evening itself
   */
  readonly primeTime?: PrimeTimeNodes;
}

export interface PrimeTimeNodes {
  /** Hour of the day, 0 to 23. */
  readonly fromHour: number;
  readonly toHour: number;
  /** Unit: nodes, between the other two counts. */
  readonly minCount: number;
}

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function clusterSettingsProblems(path: string, settings: unknown): Problem[] {
  const given = (settings ?? {}) as Partial<ClusterSettings>;
  return [
    ...fields<ClusterSettings>(path, settings, {
      kubernetesVersion: (at, value) => text(at, value, /^1\.\d{2}$/, 'be a minor version such as "1.35"'),
      controlPlaneTier: (at, value) => oneOf(at, value, CONTROL_PLANE_TIERS),
      hpaSyncPeriodSeconds: (at, value) => (value === undefined ? [] : hpaSyncProblems(at, value, given)),
      nodePools: (at, value) =>
        list(at, value, 1, NODE_POOLS.length, (poolAt, pool) => oneOf(poolAt, pool, NODE_POOLS)),
      publicAccessCidrBlocks: (at, value) => list(at, value, 0, MAX_PUBLIC_BLOCKS, cidrProblems),
      adminRoles: (at, value) => list(at, value, 0, MAX_ROLES, roleProblems),
      viewerRoles: (at, value) => list(at, value, 0, MAX_ROLES, roleProblems),
      baselineNodes: (at, value) => (value === undefined ? [] : baselineNodesProblems(at, value)),
    }),
    ...sameRoleProblems(path, given),
  ];
}

function hpaSyncProblems(path: string, seconds: unknown, { controlPlaneTier }: Partial<ClusterSettings>): Problem[] {
  return [
    ...wholeNumber(path, seconds, 10, 15, "seconds"),
    ...must(controlPlaneTier !== "standard", path, "be left out of a standard control plane", seconds),
  ];
}

function cidrProblems(path: string, block: unknown): Problem[] {
  const [address = "", prefix = ""] = typeof block === "string" ? block.split("/") : [];
  const octets = address.split(".");
  const holds =
    typeof block === "string" &&
    /^\d+(\.\d+){3}\/\d+$/.test(block) &&
    octets.every((octet) => Number(octet) <= 255) &&
    Number(prefix) <= 32;
  return must(holds, path, 'be an IPv4 block such as "203.0.113.0/24"', block);
}

/** Source of the letters: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html */
function roleProblems(path: string, role: unknown): Problem[] {
  return text(path, role, /^([\w+=,.@-]+\/)*[\w+=,.@-]{1,64}$/, 'be the name of an IAM role such as "platform-admin"');
}

/** A role's name without its path: no two roles of an account share it. */
export function bareName(role: string): string {
  return role.slice(role.lastIndexOf("/") + 1);
}

/** EKS keeps one entry for a role, and names of resources are made of the bare name. */
function sameRoleProblems(path: string, { adminRoles, viewerRoles }: Partial<ClusterSettings>): Problem[] {
  const named = Object.entries({ adminRoles, viewerRoles }).flatMap(([field, roles]) =>
    (Array.isArray(roles) ? roles : []).flatMap((role: unknown, i) =>
      typeof role === "string" ? [{ at: `${path}.${field}[${i}]`, role, bare: bareName(role).toLowerCase() }] : [],
    ),
  );
  return named.flatMap(({ at, role, bare }, i) => {
    const earlier = named.slice(0, i).find((other) => other.bare === bare);
    return must(earlier === undefined, at, `be another role than ${earlier?.at}`, role);
  });
}

function baselineNodesProblems(path: string, nodes: unknown): Problem[] {
  const { minCount, maxCount } = (nodes ?? {}) as Partial<BaselineNodesSettings>;
  const most = Number.isInteger(maxCount) && Number(maxCount) <= MAX_NODES ? Number(maxCount) : MAX_NODES;
  const least = Number.isInteger(minCount) && Number(minCount) >= 1 && Number(minCount) <= most ? Number(minCount) : 1;
  return fields<BaselineNodesSettings>(path, nodes, {
    instanceTypes: (at, value) => list(at, value, 1, 10, instanceTypeProblems),
    minCount: (at, value) => wholeNumber(at, value, 1, most, "nodes, at most maxCount"),
    maxCount: (at, value) => wholeNumber(at, value, 1, MAX_NODES, "nodes"),
    warmCount: (at, value) => wholeNumber(at, value, 0, most, "nodes, at most maxCount"),
    targetCpuPercent: (at, value) => wholeNumber(at, value, 10, 90, "percent"),
    predictive: (at, value) => oneOf(at, value, PREDICTIVE_MODES),
    primeTime: (at, value) =>
      value === undefined
        ? []
        : [
            ...primeTimeProblems(at, value),
            ...wholeNumber(`${at}.minCount`, Object(value).minCount, least, most, "nodes, from minCount to maxCount"),
          ],
  });
}

/** The group's image is built for ARM; one that is not would never join. The account's quota counts vCPUs, so they must be known. */
function instanceTypeProblems(path: string, type: unknown): Problem[] {
  const holds = typeof type === "string" && /^[a-z]+\d+g[a-z]*\.[a-z0-9-]+$/.test(type) && vcpus(type) !== undefined;
  return must(holds, path, 'be a Graviton type such as "m7g.2xlarge", from "medium" on and not "metal"', type);
}
