import { isRecord, notRecord, type Problem, shown, wholeNumber } from "../checks";
import { canAutoscale, canJoinGlobalDatastore, isBurstable, parseNodeType } from "./node-type";

/** Nodes of one cluster that no account can go beyond. */
export const MAX_NODES_PER_CLUSTER = 500;

/** Targets that ElastiCache takes. Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoScaling-Scaling-Adding-Policy-Shards.html */
const [MIN_TARGET_PERCENT, MAX_TARGET_PERCENT] = [35, 70];

/** Regions besides the primary that a Global Datastore reaches. Source: Redis-Global-Datastores-Getting-Started.html */
const MAX_SECONDARY_REGIONS = 2;

const CAPABLE = "of r7g, r6g, r6gd, r5, m7g, m6g, m5 or c7gn";
const REPLICAS = "nodes per shard";
const SHARD_TARGETS = ["targetCpuPercent", "targetMemoryPercent"];

/** What the whole stack decides for each of its clusters. */
export interface ClusterLimits {
  readonly quota: number;
  readonly hasPrimeTime: boolean;
}

/** The most that `count` may grow to; undefined if it is no count at all. */
function most(count: unknown): number | undefined {
  const found = isRecord(count) ? count.maxCount : count;
  return typeof found === "number" ? found : undefined;
}

function scaledProblems(
  path: string,
  count: Record<string, unknown>,
  max: number,
  unit: string,
  fields: string[],
): Problem[] {
  const { minCount, maxCount } = count;
  const targets = fields.filter((field) => count[field] !== undefined);
  const turned = typeof minCount === "number" && typeof maxCount === "number" && minCount > maxCount;
  return [
    ...wholeNumber(`${path}.minCount`, minCount, 1, max, unit),
    ...wholeNumber(`${path}.maxCount`, maxCount, 1, max, unit),
    ...(turned
      ? [{ path: `${path}.minCount`, reason: `must be at most maxCount (${maxCount}), got ${minCount}` }]
      : []),
    // Source of "one": https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoScaling.html, best practices
    ...(targets.length === 1
      ? []
      : [{ path, reason: `must track one of ${fields.join(", ")}, got ${targets.length}` }]),
    ...targets.flatMap((field) =>
      wholeNumber(`${path}.${field}`, count[field], MIN_TARGET_PERCENT, MAX_TARGET_PERCENT, "percent"),
    ),
  ];
}

function shardProblems(path: string, shards: unknown): Problem[] {
  if (isRecord(shards)) return scaledProblems(path, shards, MAX_NODES_PER_CLUSTER, "shards", SHARD_TARGETS);
  return wholeNumber(path, shards, 1, MAX_NODES_PER_CLUSTER, "shards");
}

function replicaProblems(path: string, replicas: unknown, hasPrimeTime: boolean): Problem[] {
  if (!isRecord(replicas)) return wholeNumber(path, replicas, 0, 5, REPLICAS);
  const { primeTimeMinCount: prime, minCount, maxCount } = replicas;
  const at = `${path}.primeTimeMinCount`;
  const ranged = prime !== undefined && typeof minCount === "number" && typeof maxCount === "number";
  return [
    ...scaledProblems(path, replicas, 5, REPLICAS, ["targetCpuPercent"]),
    ...(ranged ? wholeNumber(at, prime, minCount, maxCount, REPLICAS) : []),
    ...(prime === undefined || hasPrimeTime ? [] : [{ path: at, reason: "must come with a primeTime, got none" }]),
  ];
}

function quotaProblems(path: string, shards: unknown, replicas: unknown, quota: number): Problem[] {
  const [shardCount, replicaCount] = [most(shards), most(replicas)];
  if (shardCount === undefined || replicaCount === undefined) return [];
  const nodes = shardCount * (1 + replicaCount);
  const reason = `must leave at most ${quota} nodes with replicas counted (nodesPerClusterQuota), got ${nodes}`;
  return nodes <= quota ? [] : [{ path, reason }];
}

function nodeTypeProblems(
  path: string,
  name: unknown,
  { shards, replicasPerShard }: Record<string, unknown>,
): Problem[] {
  const must = (rule: string) => [{ path, reason: `must ${rule}, got ${shown(name)}` }];
  const nodeType = parseNodeType(name);
  if (nodeType === undefined) return must('be a node type such as "cache.r7g.large"');
  if ((isRecord(shards) || isRecord(replicasPerShard)) && !canAutoscale(nodeType)) {
    return must(`be large, xlarge or 2xlarge ${CAPABLE} where a count is scaled`);
  }
  const replicated = (most(replicasPerShard) ?? 0) > 0;
  return replicated && isBurstable(nodeType)
    ? must("not be a T node where shards have replicas: no Multi-AZ is promised")
    : [];
}

/** Everything wrong with one cluster's settings. Never throws, whatever `cluster` is. */
export function clusterProblems(path: string, cluster: unknown, { quota, hasPrimeTime }: ClusterLimits): Problem[] {
  if (!isRecord(cluster)) return notRecord(path, cluster);
  const { nodeType, shards, replicasPerShard: replicas, reservedMemoryPercent = 25, snapshotRetentionDays } = cluster;
  // Shards scaled by CPU bring replicas, which lowers the replicas' CPU and removes them again. Source: AutoScaling.html
  const fighting = isRecord(shards) && isRecord(replicas) && shards.targetCpuPercent !== undefined;
  const reason = "must be left out where replicas are scaled too: let shards track memory, got both scaled by CPU";
  return [
    ...nodeTypeProblems(`${path}.nodeType`, nodeType, cluster),
    ...shardProblems(`${path}.shards`, shards),
    ...replicaProblems(`${path}.replicasPerShard`, replicas, hasPrimeTime),
    ...quotaProblems(`${path}.shards`, shards, replicas, quota),
    ...(fighting ? [{ path: `${path}.shards.targetCpuPercent`, reason }] : []),
    ...wholeNumber(`${path}.snapshotRetentionDays`, snapshotRetentionDays, 0, 35, "days"),
    ...wholeNumber(`${path}.reservedMemoryPercent`, reservedMemoryPercent, 0, 100, "percent"),
  ];
}

/** What a session cluster must be to have a read-only copy in every other region. */
function globalDatastoreProblems(path: string, sessions: Record<string, unknown>, secondaryCount: number): Problem[] {
  const nodeType = parseNodeType(sessions.nodeType);
  const nodeRule = `must be large or more ${CAPABLE} in a Global Datastore, got ${shown(sessions.nodeType)}`;
  const regionRule = `must reach at most ${MAX_SECONDARY_REGIONS} regions besides the primary, got ${secondaryCount}`;
  const replicaRule = `must be 1 to 5 ${REPLICAS} in a Global Datastore, whose members all fail over, got 0`;
  return [
    ...(secondaryCount > MAX_SECONDARY_REGIONS ? [{ path, reason: regionRule }] : []),
    ...(nodeType && !canJoinGlobalDatastore(nodeType) ? [{ path: `${path}.nodeType`, reason: nodeRule }] : []),
    ...["replicasPerShard", "secondaryReplicasPerShard"]
      .filter((field) => sessions[field] === 0)
      .map((field) => ({ path: `${path}.${field}`, reason: replicaRule })),
  ];
}

/** Everything wrong with the session clusters' settings in a stack with `secondaryCount` regions besides the primary. */
export function sessionsProblems(
  path: string,
  sessions: unknown,
  limits: ClusterLimits,
  secondaryCount: number,
): Problem[] {
  if (!isRecord(sessions)) return notRecord(path, sessions);
  const counts = ["shards", "replicasPerShard", "secondaryReplicasPerShard"].filter((field) =>
    isRecord(sessions[field]),
  );
  if (counts.length > 0) {
    const reason = "must be a fixed number, as ElastiCache does not scale members of a Global Datastore, got an object";
    return counts.map((field) => ({ path: `${path}.${field}`, reason }));
  }
  const { shards, secondaryReplicasPerShard: secondaryReplicas } = sessions;
  return [
    ...clusterProblems(path, sessions, limits),
    ...wholeNumber(`${path}.secondaryReplicasPerShard`, secondaryReplicas, 0, 5, REPLICAS),
    ...(secondaryCount === 0
      ? []
      : [
          ...globalDatastoreProblems(path, sessions, secondaryCount),
          ...quotaProblems(`${path}.secondaryReplicasPerShard`, shards, secondaryReplicas, limits.quota),
        ]),
  ];
}
