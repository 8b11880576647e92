/**
 * Whose numbers an alarm reads: the writer's, the readers' together, each instance's that is ours, or the worst of the cluster.
 * `replication` is for a metric that AWS documents without its dimensions: it reads both candidates and takes what there is.
 */
export type AlarmScope = "writer" | "readers" | "instance" | "cluster" | "replication";

export interface AlarmRule {
  /** Ends the alarm's name. */
  readonly role: string;
  readonly metric: string;
  readonly scope: AlarmScope;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  readonly comparison: "above" | "below";
  /** A number in the metric's own unit, or a share of what an instance has. */
  readonly threshold: number | { readonly percent: number; readonly of: "memory" | "connections" };
  /** Minutes out of minutes that must be bad. */
  readonly badMinutes: readonly [bad: number, of: number];
  /** Whether it wakes a person; otherwise it opens a ticket. */
  readonly pages: boolean;
  /** What a gap in the metric means: counters may be silent when nothing happens, gauges never. */
  readonly gap: "fine" | "unknown";
  /** Where the rule applies besides what its scope says. @default everywhere */
  readonly only?: "insights" | "secondary" | "serverless" | "replicated";
  /** Alarm text: what is going on, and the first thing to do. */
  readonly meaning: string;
}

/** Where the log's own metrics are kept; their names start with the cluster's. */
export const LOG_NAMESPACE = "p95/Database";

/**
 * Source of names and units: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.AuroraMonitoring.Metrics.html.
 * Thresholds are where we start until a load test says better. Latencies and lags are in milliseconds.
 */
export const ALARM_RULES: readonly AlarmRule[] = [
  {
    role: "cpu-writer",
    metric: "CPUUtilization",
    scope: "writer",
    statistic: "Average",
    comparison: "above",
    threshold: 80,
    badMinutes: [10, 15],
    pages: true,
    gap: "unknown",
    meaning:
      "The writer is nearly busy, and no second one can be added. Look in Database Insights for the top statement.",
  },
  {
    role: "cpu-readers",
    metric: "CPUUtilization",
    scope: "readers",
    statistic: "Average",
    comparison: "above",
    threshold: 80,
    badMinutes: [15, 20],
    pages: false,
    gap: "unknown",
    meaning: "All readers are busy, those that were added too. Raise their maximum or take a bigger class.",
  },
  {
    role: "load",
    metric: "DBLoadRelativeToNumVCPUs",
    scope: "instance",
    statistic: "Average",
    comparison: "above",
    threshold: 1,
    badMinutes: [10, 15],
    only: "insights",
    pages: true,
    gap: "unknown",
    meaning:
      "More sessions want to run than there are CPUs: each query waits. Look at the top waits in Database Insights.",
  },
  {
    role: "memory",
    metric: "FreeableMemory",
    scope: "cluster",
    statistic: "Minimum",
    comparison: "below",
    threshold: { percent: 5, of: "memory" },
    badMinutes: [10, 10],
    pages: true,
    gap: "unknown",
    meaning: "An instance runs out of memory and is about to restart. Look for work_mem times connections.",
  },
  {
    role: "connections",
    metric: "DatabaseConnections",
    scope: "cluster",
    statistic: "Maximum",
    comparison: "above",
    threshold: { percent: 80, of: "connections" },
    badMinutes: [5, 5],
    pages: true,
    gap: "unknown",
    meaning: "Eight of ten connections that an instance takes are open. Look for a client that goes past PgBouncer.",
  },
  {
    role: "replica-lag",
    metric: "AuroraReplicaLagMaximum",
    scope: "cluster",
    statistic: "Maximum",
    comparison: "above",
    threshold: 1_000,
    badMinutes: [5, 5],
    only: "replicated",
    pages: false,
    gap: "fine",
    meaning: "A reader is over a second behind: viewers do not see what they just did. Look for a long query on it.",
  },
  {
    role: "global-lag",
    metric: "AuroraGlobalDBReplicationLag",
    scope: "replication",
    statistic: "Maximum",
    comparison: "above",
    threshold: 5_000,
    badMinutes: [5, 5],
    only: "secondary",
    pages: true,
    gap: "unknown",
    meaning: "This region is over five seconds behind the primary one: a failover to it would lose them.",
  },
  {
    role: "commit-latency",
    metric: "CommitLatency",
    scope: "writer",
    statistic: "Maximum",
    comparison: "above",
    threshold: 20,
    badMinutes: [10, 15],
    pages: false,
    gap: "fine",
    meaning: "A commit takes over 20 ms. Look at IO waits, at how many commits a transaction could save, at indexes.",
  },
  {
    role: "deadlocks",
    metric: "Deadlocks",
    scope: "writer",
    statistic: "Maximum",
    comparison: "above",
    threshold: 0,
    badMinutes: [3, 15],
    pages: false,
    gap: "fine",
    meaning: "Transactions lock each other out, and some are aborted. The log names both statements.",
  },
  {
    role: "cache-hits",
    metric: "BufferCacheHitRatio",
    scope: "cluster",
    statistic: "Minimum",
    comparison: "below",
    threshold: 99,
    badMinutes: [30, 30],
    pages: false,
    gap: "fine",
    meaning:
      "More than one page in a hundred is read from storage. Look for scans of old partitions, or take more memory.",
  },
  {
    role: "local-storage",
    metric: "FreeLocalStorage",
    scope: "cluster",
    statistic: "Minimum",
    comparison: "below",
    threshold: 5 * 1024 ** 3,
    badMinutes: [5, 5],
    pages: true,
    gap: "fine", // a sleeping instance has none
    meaning: "Sorts and logs fill an instance's own disk; queries will fail. Look for temporary files in the log.",
  },
  {
    role: "volume",
    metric: "VolumeBytesUsed",
    scope: "cluster",
    statistic: "Maximum",
    comparison: "above",
    threshold: 100 * 1024 ** 4, // of at least 128 TiB
    badMinutes: [60, 60],
    pages: false,
    gap: "fine",
    meaning: "The cluster's volume nears its limit. See that old partitions are dropped.",
  },
  {
    role: "transaction-ids",
    metric: "MaximumUsedTransactionIDs",
    scope: "cluster",
    statistic: "Maximum",
    comparison: "above",
    threshold: 1_000_000_000, // of 2,147,483,648; VACUUM starts by itself at 200,000,000
    badMinutes: [60, 60],
    pages: true,
    gap: "fine",
    meaning: "VACUUM does not keep up; at twice this the database stops taking writes. Look for an old transaction.",
  },
  {
    role: "capacity",
    metric: "ACUUtilization",
    scope: "cluster",
    statistic: "Maximum",
    comparison: "above",
    threshold: 95,
    badMinutes: [15, 15],
    only: "serverless",
    pages: false,
    gap: "fine",
    meaning: "The serverless instance is as big as it may get. Raise maxAcu.",
  },
];

/** Lines of the PostgreSQL log that count. `pattern` is one of CloudWatch Logs. */
export interface LogAlarmRule {
  readonly role: string;
  readonly pattern: string;
  /** Lines in five minutes. */
  readonly threshold: number;
  readonly meaning: string;
}

export const LOG_ALARM_RULES: readonly LogAlarmRule[] = [
  {
    role: "failed-sign-ins",
    pattern: '?"password authentication failed" ?"PAM authentication failed"',
    threshold: 20,
    meaning: "Somebody signs in with a wrong password or token. A deployment with a wrong role, or an intruder.",
  },
  {
    role: "failed-jobs",
    // Of a job's run pg_cron logs "cron job 7 starting: ...", then "... completed: ..." or, with neither word, what went wrong.
    pattern: '"cron job" -"starting:" -"completed:"',
    threshold: 0,
    meaning: "A scheduled job failed: partitions or roll-ups may be missing. Read cron.job_run_details.",
  },
];
