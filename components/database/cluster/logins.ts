/** One way into the database for one workload: a login user of PostgreSQL. */
export interface PoolLogin {
  readonly userName: string;
  /** The role, made by the migrations, whose rights it has. */
  readonly memberOf: "streaming_app" | "streaming_ingest" | "streaming_dashboard";
  /** Settings of its sessions; those of a role do not reach its members. */
  readonly settings: Readonly<Record<string, string>>;
}

/** Planning is what a query on many partitions costs: 2.0 to 3.4 times the throughput. Source: docs/database.md */
const GENERIC_PLANS = { plan_cache_mode: "force_generic_plan" };

/** Who signs in through the pools, by workload. */
export const POOL_LOGINS = {
  "playback-service": { userName: "playback_service", memberOf: "streaming_app", settings: GENERIC_PLANS },
  "recommendation-service": { userName: "recommendation_service", memberOf: "streaming_app", settings: GENERIC_PLANS },
  "catalog-service": { userName: "catalog_service", memberOf: "streaming_app", settings: {} },
  "watch-event-worker": { userName: "watch_event_worker", memberOf: "streaming_ingest", settings: {} },
} as const satisfies Readonly<Record<string, PoolLogin>>;

export type PooledWorkload = keyof typeof POOL_LOGINS;

export const POOLED_WORKLOADS = Object.keys(POOL_LOGINS) as PooledWorkload[];
