import { CACHE_PURPOSES, type CachePurpose } from "./settings";

/**
 * Whose numbers an alarm reads: every node's, or one number that the service keeps for the cluster or its primaries. `anywhere` is
 * for a metric that AWS documents without its dimensions: it reads the cluster's and every node's, and takes what there is.
 */
export type AlarmScope = "nodes" | "cluster" | "primaries" | "anywhere";

export interface AlarmRule {
  /** Ends the alarm's name. */
  readonly role: string;
  readonly metric: string;
  readonly scope: AlarmScope;
  readonly statistic: "Average" | "Maximum" | "Sum" | "p99";
  readonly comparison: "above" | "below";
  readonly threshold: number;
  /** Minutes out of minutes that must be bad. */
  readonly badMinutes: readonly [bad: number, of: number];
  /** Purposes that it is kept for. @default all */
  readonly purposes?: readonly CachePurpose[];
  /** Purposes whose alarm wakes a person; for the others it opens a ticket. */
  readonly pages: readonly CachePurpose[];
  /** What a gap in the metric means: counters may be silent when nothing happens, gauges never. */
  readonly gap: "fine" | "unknown";
  /** Where the rule applies besides `purposes`. @default everywhere */
  readonly only?: "replicated" | "secondary";
  /** Alarm text: what is going on, and the first thing to do. */
  readonly meaning: string;
}

/**
 * Thresholds of engine CPU, memory and connections (of 65,000) follow
 * https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheMetrics.WhichShouldIMonitor.html; the others are where we start
 * until a load test says better. Latencies are in microseconds, measured inside the node.
 */
export const ALARM_RULES: readonly AlarmRule[] = [
  {
    role: "engine-cpu",
    metric: "EngineCPUUtilization",
    scope: "nodes",
    statistic: "Maximum",
    comparison: "above",
    threshold: 80,
    badMinutes: [5, 5],
    pages: CACHE_PURPOSES,
    gap: "unknown",
    meaning:
      "The one thread of a node that runs commands is nearly busy. Look for a hot key, then add shards or replicas.",
  },
  {
    role: "primaries-cpu",
    metric: "EngineCPUUtilization",
    scope: "primaries",
    statistic: "Average",
    comparison: "above",
    threshold: 70,
    badMinutes: [15, 15],
    pages: [],
    gap: "unknown",
    meaning: "All primaries are busy, those of scaled-out shards included. Raise the shards' maximum.",
  },
  {
    role: "memory",
    metric: "DatabaseMemoryUsageCountedForEvictPercentage",
    scope: "cluster",
    statistic: "Maximum",
    comparison: "above",
    threshold: 80,
    badMinutes: [10, 10],
    pages: ["sessions"],
    gap: "unknown",
    meaning: "Keys are about to be evicted before their time. Add shards or a bigger node.",
  },
  {
    role: "evictions",
    metric: "Evictions",
    scope: "nodes",
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
    badMinutes: [3, 5],
    purposes: ["sessions"],
    pages: ["sessions"],
    gap: "fine",
    meaning: "Sessions are evicted: viewers are signed out. Add shards or a bigger node now.",
  },
  {
    role: "connections",
    metric: "CurrConnections",
    scope: "nodes",
    statistic: "Maximum",
    comparison: "above",
    threshold: 52_000,
    badMinutes: [5, 5],
    pages: [],
    gap: "unknown",
    meaning: "Eight of ten connections that a node takes are open. Look for a client that opens one per request.",
  },
  {
    role: "replication-lag",
    metric: "ReplicationLag",
    scope: "nodes",
    statistic: "Maximum",
    comparison: "above",
    threshold: 1,
    badMinutes: [5, 5],
    only: "replicated",
    pages: ["sessions"],
    gap: "fine",
    meaning: "A replica is more than a second behind: reads are stale, and a failover would lose that second.",
  },
  {
    role: "hit-rate",
    metric: "CacheHitRate",
    scope: "nodes",
    statistic: "Maximum",
    comparison: "below",
    threshold: 80,
    badMinutes: [30, 30],
    purposes: ["recommendations"],
    pages: [],
    gap: "fine",
    meaning:
      "No node answers eight of ten reads: the recommender does the work twice. Compare TTL, memory and key shape.",
  },
  {
    role: "hit-rate",
    metric: "CacheHitRate",
    scope: "nodes",
    statistic: "Maximum",
    comparison: "below",
    threshold: 95,
    badMinutes: [30, 30],
    purposes: ["metadata"],
    pages: [],
    gap: "fine",
    meaning: "No node answers 19 of 20 reads: the databases see the difference. Compare TTL, memory and invalidations.",
  },
  {
    role: "read-latency",
    metric: "SuccessfulReadRequestLatency",
    scope: "nodes",
    statistic: "p99",
    comparison: "above",
    threshold: 1_000,
    badMinutes: [5, 10],
    pages: ["sessions"],
    gap: "fine",
    meaning: "One read in a hundred takes over a millisecond inside the node. Read the slow log.",
  },
  {
    role: "write-latency",
    metric: "SuccessfulWriteRequestLatency",
    scope: "nodes",
    statistic: "p99",
    comparison: "above",
    threshold: 1_000,
    badMinutes: [5, 10],
    pages: ["sessions"],
    gap: "fine",
    meaning: "One write in a hundred takes over a millisecond inside the node. Read the slow log.",
  },
  {
    role: "bandwidth-out",
    metric: "NetworkBandwidthOutAllowanceExceeded",
    scope: "nodes",
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
    badMinutes: [5, 10],
    pages: [],
    gap: "fine",
    meaning:
      "The instance's network allowance is used up and packets wait. Look for big values, then take a bigger node.",
  },
  {
    role: "authentication-failures",
    metric: "AuthenticationFailures",
    scope: "nodes",
    statistic: "Sum",
    comparison: "above",
    threshold: 0,
    badMinutes: [3, 5],
    pages: [],
    gap: "fine",
    meaning: "Somebody signs in with a wrong or expired token. A deployment with a wrong role, or an intruder.",
  },
  {
    role: "global-lag",
    metric: "GlobalDatastoreReplicationLag",
    scope: "anywhere",
    statistic: "Maximum",
    comparison: "above",
    threshold: 2,
    badMinutes: [5, 5],
    only: "secondary",
    pages: ["sessions"],
    gap: "unknown",
    meaning: "This region's sessions are more than two seconds behind the primary region: a promotion would lose them.",
  },
];
