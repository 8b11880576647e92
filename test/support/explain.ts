import type { Client } from "pg";

/** What a plan touches. */
export interface PlanFacts {
  /** Node types from the root down, each once. */
  readonly nodeTypes: readonly string[];
  /** Tables (partitions, mostly) that it reads, sorted, each once. */
  readonly relations: readonly string[];
  /** Indexes that it reads, each as the index of the partitioned table that it belongs to, sorted, each once. */
  readonly indexes: readonly string[];
  /** Rows that index-only scans had to fetch from the table after all. Only counted with `analyze`. */
  readonly heapFetches: number;
}

/** Plans `sql` on the real planner; with `analyze` it runs too. */
export async function explain(db: Client, sql: string, analyze = false): Promise<PlanFacts> {
  const options = analyze ? "ANALYZE, TIMING OFF, FORMAT JSON" : "FORMAT JSON";
  const { rows } = await db.query(`EXPLAIN (${options}) ${sql}`);
  const nodes = nodesOf(rows[0]["QUERY PLAN"][0].Plan);
  const names = [...new Set(nodes.map((node) => node["Index Name"]).filter(Boolean))];
  const parents = await db.query(
    `SELECT DISTINCT coalesce(parent.relname, child.relname)::text AS name
     FROM pg_class child
     LEFT JOIN pg_inherits i ON i.inhrelid = child.oid
     LEFT JOIN pg_class parent ON parent.oid = i.inhparent
     WHERE child.relkind = 'i' AND child.relname = ANY ($1) ORDER BY 1`,
    [names],
  );
  return {
    nodeTypes: [...new Set(nodes.map((node) => node["Node Type"]))],
    relations: [...new Set(nodes.map((node) => node["Relation Name"]).filter(Boolean))].sort(),
    indexes: parents.rows.map(({ name }) => name),
    heapFetches: nodes.reduce((sum, node) => sum + (node["Heap Fetches"] ?? 0), 0),
  };
}

/** A node of EXPLAIN as JSON, and all below it. */
export function nodesOf(plan: any): any[] {
  return [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];
}
