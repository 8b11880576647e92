import { type Client, DatabaseError, type QueryConfig } from "pg";
import { SettingsError } from "../engine/settings-error";
import { indexOfCharacter } from "./parse-tree";

/** A node of EXPLAIN (FORMAT JSON). Source: https://www.postgresql.org/docs/17/using-explain.html */
export interface PlanNode {
  readonly "Node Type": string;
  readonly Schema?: string;
  readonly "Relation Name"?: string;
  readonly Alias?: string;
  readonly "Index Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Recheck Cond"?: string;
  readonly "Hash Cond"?: string;
  readonly "Merge Cond"?: string;
  readonly "Join Filter"?: string;
  readonly Filter?: string;
  readonly "Plan Rows": number;
  readonly "Total Cost": number;
  readonly Plans?: readonly PlanNode[];
}

/** Both plans of a statement, whatever values its parameters will have. */
export interface StatementPlans {
  /** With every partition that a value could need. */
  readonly generic: PlanNode;
  /** Without the partitions that parameters, now() and the like rule out when it starts. */
  readonly started: PlanNode;
}

/** PostgreSQL's refusal to plan a statement. */
export class PlanError extends Error {
  override readonly name = "PlanError";

  constructor(
    message: string,
    readonly hint: string | undefined,
    /** In the statement, UTF-16 units. */
    readonly offset: number,
  ) {
    super(message);
  }
}

/** Longest time that planning may take. Unit: milliseconds. */
const PLAN_MILLIS = 30_000;

/** Parallel plans divide cost and rows among workers; without them both are the whole. */
const SETTINGS = `SET LOCAL plan_cache_mode TO force_generic_plan;
  SET LOCAL max_parallel_workers_per_gather TO 0;
  SET LOCAL statement_timeout TO ${PLAN_MILLIS};
  SET LOCAL lock_timeout TO ${PLAN_MILLIS}`;

/**
 * Errors that say nothing of the statement: a connection that ended, memory, a cancelled query, a lock, a broken server.
 * Source: https://www.postgresql.org/docs/17/errcodes-appendix.html
 */
const NOT_THE_STATEMENT = /^(?:08|53|57|58|XX|55P03)/;

/** Explains statements on a server. None is ever run. */
export class Planner {
  private count = 0;

  constructor(private readonly db: Client) {}

  /** Plans one statement in a read-only transaction that is rolled back. @throws {PlanError} */
  plans(text: string): Promise<StatementPlans> {
    return this.undone("BEGIN READ ONLY", () => this.explained(text));
  }

  /** The generic plan that a statement would have after `change`, which is undone. */
  async planAfter(change: () => Promise<void>, text: string): Promise<PlanNode> {
    const { generic } = await this.undone("BEGIN", async () => {
      await change();
      return this.explained(text);
    });
    return generic;
  }

  private async undone<Result>(begin: string, work: () => Promise<Result>): Promise<Result> {
    await this.query(`${begin}; ${SETTINGS}`);
    try {
      return await work();
    } finally {
      await this.query("ROLLBACK");
    }
  }

  private async explained(text: string): Promise<StatementPlans> {
    const name = `p95_${++this.count}`;
    const parameterCount = await this.prepare(name, text);
    const values = parameterCount === 0 ? "" : `(${Array(parameterCount).fill("NULL").join(", ")})`;
    const explain = async (options: string): Promise<PlanNode> => {
      const { rows } = await this.query(`EXPLAIN (${options}VERBOSE, FORMAT JSON) EXECUTE ${name}${values}`);
      return rows[0]["QUERY PLAN"][0].Plan;
    };
    const plans = { generic: await explain("GENERIC_PLAN, "), started: await explain("") };
    await this.query(`DEALLOCATE ${name}`);
    return plans;
  }

  /**
   * PREPARE parses and never runs. It goes through the extended protocol, in which the server itself refuses a second
   * statement behind the first. @returns how many parameters there are.
   */
  private async prepare(name: string, text: string): Promise<number> {
    const before = `PREPARE ${name} AS `;
    const query: QueryConfig & { queryMode: "extended" } = { text: before + text, queryMode: "extended" };
    await this.query(query, (position) => indexOfCharacter(text, Math.max(0, position - 1 - before.length)));
    const { rows } = await this.query({
      text: "SELECT pg_catalog.cardinality(parameter_types) AS count FROM pg_catalog.pg_prepared_statements WHERE name = $1",
      values: [name],
    });
    return rows[0].count;
  }

  /** @param offsetOf in the statement, of a character that PostgreSQL counts from 1. */
  private async query(query: string | QueryConfig, offsetOf: (position: number) => number = () => 0) {
    try {
      return await this.db.query(query);
    } catch (error) {
      const { message } = error as Error;
      if (!(error instanceof DatabaseError) || NOT_THE_STATEMENT.test(error.code ?? ""))
        throw new SettingsError("Cannot plan", [`database: must plan the statements, got: ${message}`]);
      throw new PlanError(message, error.hint, error.position === undefined ? 0 : offsetOf(Number(error.position)));
    }
  }
}
