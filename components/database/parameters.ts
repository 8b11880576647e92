import type { types } from "@pulumi/aws";

type Parameter = types.input.rds.ClusterParameterGroupParameter;

/** The one database; migrations create their schemas in it. */
export const DATABASE_NAME = "streaming";

/**
 * Read at the start of the server only: AWS refuses `immediate` for these, and `pending-reboot` for any other is a difference in
 * every preview. A running instance takes them over at its next restart, which nothing here causes: docs/aurora.md.
 * Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Reference.ParameterGroups.html
 */
const STATIC = ["cron.database_name", "pg_stat_statements.max", "shared_preload_libraries"];

const CLUSTER_PARAMETERS: Readonly<Record<string, string>> = {
  // pg_partman has no worker here: Aurora refuses to preload it, so pg_cron calls it
  shared_preload_libraries: "pg_stat_statements,auto_explain,pg_cron,pg_hint_plan",
  "cron.database_name": DATABASE_NAME,
  "rds.force_ssl": "1",
  timezone: "UTC", // months are cut at the session's midnight: anywhere else a January query reads two partitions
  enable_partition_pruning: "1", // the default; said so that a rule can prove it
  // Two tables cut alike are joined and summed month by month. Measured on one table: 0.9-1.0x, so no gain yet, and no harm
  // (facts/database.md); joins of two such tables are what it is for.
  enable_partitionwise_aggregate: "1",
  enable_partitionwise_join: "1",
  plan_cache_mode: "auto", // hot point queries force a generic plan for their role: 2.0-3.4x the throughput (facts/database.md)
  "pg_stat_statements.track": "top",
  "pg_stat_statements.max": "10000",
  track_io_timing: "1",
  log_min_duration_statement: "500", // ms; with the plan from twice that on:
  "auto_explain.log_min_duration": "1000",
  "auto_explain.log_analyze": "0", // timing every node of every plan slows all queries to explain a few
  "auto_explain.log_format": "json",
  idle_in_transaction_session_timeout: "60000", // ms; a forgotten transaction keeps VACUUM from everything newer
};

/** Keeps the first reader's memory warm with the writer's pages, so that a failover does not start cold. */
const CACHE_MANAGEMENT = { apg_ccm_enabled: "1" };

/** Family of parameter groups that belongs to `engineVersion`, e.g. `aurora-postgresql17` to `17.7`. */
export function parameterFamily(engineVersion: string): string {
  return `aurora-postgresql${engineVersion.split(".")[0]}`;
}

/** Parameters of a whole cluster, by name. `warmReader`: it has a reader of the writer's class. */
export function clusterParameters(warmReader: boolean): Parameter[] {
  return parameters({ ...CLUSTER_PARAMETERS, ...(warmReader ? CACHE_MANAGEMENT : {}) });
}

/** Parameters of each instance, by name. */
export function instanceParameters(memoryGiB: number): Parameter[] {
  return parameters({
    random_page_cost: "1.1", // no arm to move
    work_mem: String(workMemMiB(memoryGiB) * 1024), // KiB
  });
}

/**
 * Memory of one sort or hash. A query may hold several and a hundred queries run at once, so it grows with the instance: a
 * thousandth, between the 4 MiB that PostgreSQL starts with and 64. Not measured yet.
 */
function workMemMiB(memoryGiB: number): number {
  return Math.min(64, Math.max(4, Math.round(memoryGiB)));
}

function parameters(values: Readonly<Record<string, string>>): Parameter[] {
  return Object.entries(values)
    .map(([name, value]) => ({
      name,
      value,
      applyMethod: STATIC.includes(name) ? "pending-reboot" : "immediate",
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
