import { isRecord, must, notRecord, type Problem, text, wholeNumber } from "../checks";
import { type PrimeTime, primeTimeProblems } from "../clock";
import { clusterProblems, MAX_NODES_PER_CLUSTER, sessionsProblems } from "./cluster-problems";

/** What a cache is for. Each purpose evicts differently, hence never shares a cluster with another. */
export type CachePurpose = "sessions" | "recommendations" | "metadata";

/** Nodes that an account may hold in one cluster until AWS raises it. */
const DEFAULT_NODES_PER_CLUSTER = 90;

export const CACHE_PURPOSES: readonly CachePurpose[] = ["sessions", "recommendations", "metadata"];

/** How big the caches are: plain data, the same for every region of a stack. */
export type CachesSettings = ServerlessCachesSettings | ClusterCachesSettings;

interface AnyCachesSettings {
  /** Major and minor version, e.g. `8.2`; serverless caches use the major part. From `stacks/versions.ts`. */
  readonly engineVersion: string;
}

/** One serverless cache in each region, shared by all three purposes: for stacks that nobody depends on. */
export interface ServerlessCachesSettings extends AnyCachesSettings {
  readonly mode: "serverless";
  /** Ceiling of the data held; above it keys with a TTL are evicted. Unit: GB, 1 to 5,000. */
  readonly maxDataGB: number;
  /** Ceiling of the work done; above it requests are throttled. Unit: ECPU per second, 1,000 to 15,000,000. */
  readonly maxEcpuPerSecond: number;
  /** Unit: days, 0 to 35; 0 turns daily snapshots off. */
  readonly snapshotRetentionDays: number;
}

/** One cluster for each purpose. */
export interface ClusterCachesSettings extends AnyCachesSettings {
  readonly mode: "clusters";
  /**
   * Nodes that the account may hold in one cluster. Unit: nodes, 1 to 500.
   * Source: https://docs.aws.amazon.com/general/latest/gr/elasticache-service.html
   * @default 90 - what an account has until AWS raises it
   */
  readonly nodesPerClusterQuota?: number;
  /** When most viewers watch; required by every `primeTimeMinCount`. */
  readonly primeTime?: PrimeTime;
  /** Sessions and user state: one primary, and a read-only copy in every other region. */
  readonly sessions: SessionsSettings;
  /** Recommendation results, rebuilt on a miss; one cluster in each region. */
  readonly recommendations: RegionalClusterSettings;
  /** Content metadata; one cluster in each region. */
  readonly metadata: RegionalClusterSettings;
}

interface AnyClusterSettings {
  /** Node size, e.g. `cache.r7g.large`. */
  readonly nodeType: string;
  /** Unit: days, 0 to 35; 0 turns daily snapshots off. */
  readonly snapshotRetentionDays: number;
  /**
   * Memory kept from data for backup and failover. Unit: percent of maxmemory, 0 to 100.
   * Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html
   * @default 25 - the service default; clusters with data tiering want 50
   */
  readonly reservedMemoryPercent?: number;
}

/** Fixed counts only: ElastiCache does not scale members of a Global Datastore by itself. */
export interface SessionsSettings extends AnyClusterSettings {
  /** Shards in every region. */
  readonly shards: number;
  /** Read copies of each shard in the primary region. Unit: nodes per shard, 0 to 5. */
  readonly replicasPerShard: number;
  /** Read copies of each shard in every other region. Unit: nodes per shard, 0 to 5. */
  readonly secondaryReplicasPerShard: number;
}

export interface RegionalClusterSettings extends AnyClusterSettings {
  /** How many shards: fixed, or scaled out by load. */
  readonly shards: number | ScaledShards;
  /** Read copies of each shard, 0 to 5: fixed, or scaled out and in by load. */
  readonly replicasPerShard: number | ScaledReplicas;
}

/** Scales out only, see `autoscaling.ts`. Tracks exactly one of the two targets. */
export interface ScaledShards {
  readonly minCount: number;
  readonly maxCount: number;
  /** Engine CPU of the primaries, averaged. Unit: percent, 35 to 70. */
  readonly targetCpuPercent?: number;
  /** Memory that counts for eviction, averaged. Unit: percent, 35 to 70. */
  readonly targetMemoryPercent?: number;
}

export interface ScaledReplicas {
  readonly minCount: number;
  readonly maxCount: number;
  /** Engine CPU of the replicas, averaged. Unit: percent, 35 to 70. */
  readonly targetCpuPercent: number;
  /** Raised minimum from `primeTime.fromHour` to `primeTime.toHour`. Left out: the same minimum all day. */
  readonly primeTimeMinCount?: number;
}

function engineVersionProblems(path: string, version: unknown): Problem[] {
  return text(path, version, /^\d+\.\d+$/, 'be "major.minor" such as "8.2"');
}

function serverlessProblems(path: string, settings: Record<string, unknown>, regionCount: number): Problem[] {
  const oneRegion = `must be "clusters" in a stack of several regions, as serverless caches share no sessions, got "serverless"`;
  return [
    ...(regionCount <= 1 ? [] : [{ path: `${path}.mode`, reason: oneRegion }]),
    ...wholeNumber(`${path}.maxDataGB`, settings.maxDataGB, 1, 5_000, "GB"),
    ...wholeNumber(`${path}.maxEcpuPerSecond`, settings.maxEcpuPerSecond, 1_000, 15_000_000, "ECPU per second"),
    ...wholeNumber(`${path}.snapshotRetentionDays`, settings.snapshotRetentionDays, 0, 35, "days"),
  ];
}

function clustersProblems(path: string, settings: Record<string, unknown>, secondaryCount: number): Problem[] {
  const { nodesPerClusterQuota: quota = DEFAULT_NODES_PER_CLUSTER, primeTime } = settings;
  const limits = {
    quota: typeof quota === "number" ? quota : MAX_NODES_PER_CLUSTER, // a quota of another type is reported for itself
    hasPrimeTime: primeTime !== undefined,
  };
  return [
    ...wholeNumber(`${path}.nodesPerClusterQuota`, quota, 1, MAX_NODES_PER_CLUSTER, "nodes"),
    ...(primeTime === undefined ? [] : primeTimeProblems(`${path}.primeTime`, primeTime)),
    ...sessionsProblems(`${path}.sessions`, settings.sessions, limits, secondaryCount),
    ...clusterProblems(`${path}.recommendations`, settings.recommendations, limits),
    ...clusterProblems(`${path}.metadata`, settings.metadata, limits),
  ];
}

/** Everything wrong with `settings`; empty when it can be declared. Pure, and total: bad data is reported, never thrown on. */
export function cachesSettingsProblems(
  path: string,
  settings: CachesSettings,
  regionNames: readonly string[],
  primaryRegion: string,
): Problem[] {
  const given: unknown = settings;
  if (!isRecord(given)) return notRecord(path, given);
  const { mode, engineVersion } = given;
  const secondaryCount = regionNames.filter((region) => region !== primaryRegion).length;
  return [
    ...engineVersionProblems(`${path}.engineVersion`, engineVersion),
    ...(mode === "serverless" ? serverlessProblems(path, given, regionNames.length) : []),
    ...(mode === "clusters" ? clustersProblems(path, given, secondaryCount) : []),
    ...(mode === "serverless" || mode === "clusters"
      ? []
      : must(false, `${path}.mode`, 'be "serverless" or "clusters"', mode)),
  ];
}
