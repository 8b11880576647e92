import type { Access } from "./access";
import type { Database } from "./database";
import type { Gap } from "./finding";
import type { StatementPlans } from "./planner";
import type { SqlStatement } from "./statement";

/** A statement with its plans, as rules see it. */
export interface Planned {
  readonly statement: SqlStatement;
  readonly plans: StatementPlans;
  /** Of the generic plan. */
  readonly accesses: readonly Access[];
  /** Of the plan as it starts. */
  readonly startedAccesses: readonly Access[];
  readonly database: Database;
}

/** One point of the checklist. Named after the good state. */
export interface PlanRule {
  readonly name: string;
  /** What the good state brings. */
  readonly why: string;
  gaps(planned: Planned): Promise<readonly Gap[]> | readonly Gap[];
}

/** Below so many rows a table is read as fast as an index of it: a hundred blocks of 8 KiB at 80 bytes a row. */
export const SMALL_TABLE_ROWS = 10_000;

/** Rows of the partitions, or of the table, that are read from end to end. */
export function wholeRows({ whole }: Access): number {
  return whole.reduce((sum, { rowCount }) => sum + rowCount, 0);
}

/** Whether it reads so much from end to end that an index would pay. */
export const readsAll = (access: Access) => wholeRows(access) >= SMALL_TABLE_ROWS;
