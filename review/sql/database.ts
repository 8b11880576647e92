import type { Client } from "pg";
import { type Catalog, quoted } from "./catalog";
import type { PlanNode, StatementPlans } from "./planner";

/** What judges statements: a server with a schema. */
export interface Database {
  /** One line for a person: which server, with what in it. */
  readonly description: string;
  /** What was assumed or left out, a line each. */
  readonly notes: readonly string[];
  readonly catalog: Catalog;
  /** Plans one statement and does not run it. @throws {PlanError} */
  plans(text: string): Promise<StatementPlans>;
  /** The plan that a statement would have with one more index, undefined if there is no such; absent where nothing may be built. */
  readonly planWithIndex?: (index: CandidateIndex, text: string) => Promise<PlanNode | undefined>;
  close(): Promise<void>;
}

/** An index that might help. */
export interface CandidateIndex {
  readonly table: string;
  readonly columns: readonly IndexColumn[];
}

export interface IndexColumn {
  readonly name: string;
  /** Where the usual order would not serve: LIKE asks for that of bytes. */
  readonly operatorClass?: "text_pattern_ops";
}

/** As CREATE INDEX takes them. */
export function columnList({ columns }: CandidateIndex): string {
  return columns.map(({ name, operatorClass }) => [quoted(name), operatorClass ?? []].flat().join(" ")).join(", ");
}

export async function serverVersion(db: Client): Promise<string> {
  const { rows } = await db.query("SELECT split_part(pg_catalog.current_setting('server_version'), ' ', 1) AS version");
  return rows[0].version;
}
