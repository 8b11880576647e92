import { field, items, number, text } from "../cost/stack";
import type { DeclaredState } from "../replay/declared";
import type { Limit, Regions } from "./limits";

/** Memory of a node. Unit: GiB. Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html */
const NODE_GIB: Readonly<Record<string, number>> = {
  "cache.t4g.micro": 0.5,
  "cache.t4g.small": 1.37,
  "cache.t4g.medium": 3.09,
  "cache.m7g.large": 6.38,
  "cache.m7g.xlarge": 12.93,
  "cache.m7g.2xlarge": 26.04,
  "cache.m7g.4xlarge": 52.26,
  "cache.r7g.large": 13.07,
  "cache.r7g.xlarge": 26.32,
  "cache.r7g.2xlarge": 52.82,
  "cache.r7g.4xlarge": 105.81,
};

/** AWS's own default. Unit: percent. */
const RESERVED_PERCENT = 25;
const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const DATASTORE = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup";

/**
 * Nodes that AWS lets an account hold in one cluster until it is asked, and in one shard, which is all there is without cluster mode.
 * Source: https://docs.aws.amazon.com/general/latest/gr/elasticache-service.html
 */
const NODES_PER_CLUSTER = 90;
const NODES_PER_SHARD = 6;

/** Nodes of each cluster, and its memory for data, at the most shards and replicas that its scalers may come to. */
export function cacheLimits(states: readonly DeclaredState[], regions: Regions): Limit[] {
  const groups = states.filter(({ type }) => type === GROUP);
  return groups.flatMap((group) => [
    ...memoryLimits(states, group, regions.get(group) ?? ""),
    ...nodeLimits(states, group, regions.get(group) ?? ""),
  ]);
}

function memoryLimits(states: readonly DeclaredState[], group: DeclaredState, region: string): Limit[] {
  const gib = NODE_GIB[text(group.inputs.nodeType)];
  if (gib === undefined) return []; // a follower, as large as its leader; or a type without a known size
  const shards = mostShards(states, group) ?? 1;
  return [
    {
      ...{ id: `${region}/cache/${group.name}`, stage: "cache", region, unit: "GiB", from: "declared" },
      what: `memory for data of ${group.name}, at ${shards} shards`,
      value: round((gib * shards * (100 - reservedPercent(states, group))) / 100),
      urns: [group.urn],
      notes: ["the working set is not declared; --used of p95 capacity takes what was measured"],
    },
  ];
}

function nodeLimits(states: readonly DeclaredState[], group: DeclaredState, region: string): Limit[] {
  const nodes = cacheNodesAtMaximum(states, group);
  if (nodes === undefined) return [];
  return [
    {
      ...{ id: `${region}/cache/${group.name}/nodes`, stage: "cache", region, unit: "nodes", from: "AWS default" },
      ...{ what: `nodes of ${group.name}`, atMaximum: nodes, urns: [group.urn] },
      value: group.inputs.numCacheClusters === undefined ? NODES_PER_CLUSTER : NODES_PER_SHARD,
    },
  ];
}

/**
 * Without cluster mode the nodes that are declared, with it shards times nodes of each, at the most that scalers may come to; `undefined`
 * where they are not known. Unit: nodes.
 */
export function cacheNodesAtMaximum(states: readonly DeclaredState[], group: DeclaredState): number | undefined {
  const { numCacheClusters } = group.inputs;
  if (numCacheClusters !== undefined) return typeof numCacheClusters === "number" ? numCacheClusters : undefined;
  const shards = mostShards(states, group);
  const replicas = Math.max(
    number(group.inputs.replicasPerNodeGroup, 0),
    scaledTo(states, group, "elasticache:replication-group:Replicas"),
  );
  return shards === undefined ? undefined : shards * (1 + replicas);
}

/** A member of a global datastore has the shards of the whole. */
function mostShards(states: readonly DeclaredState[], group: DeclaredState): number | undefined {
  const leading = group.propertyDependencies?.globalReplicationGroupId ?? [];
  const datastore = states.find(({ urn, type }) => type === DATASTORE && leading.includes(urn));
  const declared = group.inputs.numNodeGroups ?? datastore?.inputs.numNodeGroups;
  const follows = group.inputs.globalReplicationGroupId !== undefined;
  if (typeof declared !== "number" && (follows || declared !== undefined)) return undefined;
  return Math.max(number(declared, 1), scaledTo(states, group, "elasticache:replication-group:NodeGroups"));
}

function scaledTo(states: readonly DeclaredState[], { inputs }: DeclaredState, dimension: string): number {
  const id = `replication-group/${text(inputs.replicationGroupId)}`;
  const target = states.find(
    (state) =>
      state.type === "aws:appautoscaling/target:Target" &&
      state.inputs.resourceId === id &&
      state.inputs.scalableDimension === dimension,
  );
  return number(target?.inputs.maxCapacity, 0);
}

/** From the parameter group that stands beside it. */
function reservedPercent(states: readonly DeclaredState[], { parent }: DeclaredState): number {
  const group = states.find(
    (state) => state.type === "aws:elasticache/parameterGroup:ParameterGroup" && state.parent === parent,
  );
  const reserved = items(group?.inputs.parameters).find((each) => field(each, "name") === "reserved-memory-percent");
  return reserved === undefined ? RESERVED_PERCENT : Number(text(field(reserved, "value")));
}

const round = (value: number): number => Math.round(value * 100) / 100;
