/**
 * Share of an instance's connections that pools may hold. The rest is for migrations, pg_cron, AWS' own sessions and
 * people, most of all on the day on which something hangs. Unit: percent.
 */
export const POOL_PERCENT = 70;

/** A roll-out starts one pod more than there are, before it stops one. Unit: pods. */
export const SURGE_PODS = 1;

/** What the pools of all regions may come to hold on one instance. */
export interface ConnectionPlan {
  /** Of PgBouncer, in each region. Unit: pods. */
  readonly replicas: number;
  /** Server connections of one pod, to the writer and to the readers. */
  readonly writerConnections: number;
  readonly readerConnections: number;
  /** Every one of them writes to the one writer. */
  readonly regionCount: number;
}

/**
 * Connections of one instance at the worst moment: it has just become the writer and no reader is left, so that both
 * names lead to it, while every region rolls its pools out. Unit: connections.
 */
export function mostConnections(plan: ConnectionPlan): number {
  const pods = plan.replicas + SURGE_PODS;
  return pods * (plan.writerConnections * plan.regionCount + plan.readerConnections);
}

/** What pools may hold of an instance that admits `maxConnections`. Unit: connections. */
export function connectionBudget(maxConnections: number): number {
  return Math.floor((maxConnections * POOL_PERCENT) / 100);
}
