import { resourceRule } from "../../rule";
import { type HoldsFiles, sqlOfFiles } from "../../sql";

const CREATE_INDEX =
  /^CREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY\b)(?:IF NOT EXISTS )?(?:(?!ON\b)\S+ )?ON (?!ONLY\b)([\w.]+)/i;
const CREATE_TABLE = /^CREATE (?:TABLE|MATERIALIZED VIEW) (?:IF NOT EXISTS )?([\w.]+)/i;

/** Migrations that stop every write to a table for as long as its index is built. A table of the same file is empty still. */
export function indexGaps(holder: HoldsFiles): string[] {
  const all = sqlOfFiles(holder);
  const fresh = new Set(all.map(({ at, statement }) => `${at} ${CREATE_TABLE.exec(statement)?.[1]}`));
  return all.flatMap(({ at, statement }) => {
    const [, table] = CREATE_INDEX.exec(statement) ?? [];
    if (table === undefined || fresh.has(`${at} ${table}`)) return [];
    return [`index on ${table} in ${at} must be created CONCURRENTLY`];
  });
}

const file = (sql: string): HoldsFiles => ({ data: { "V2__titles.sql": sql } });
const gaps = ["index on titles in V2__titles.sql must be created CONCURRENTLY"];

export const indexesAreBuiltBesideWrites = resourceRule<HoldsFiles>({
  name: "indexes-are-built-beside-writes",
  description: "A migration at noon is not noticed: writes go on while an index is built.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://www.postgresql.org/docs/17/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY",
  remediationSteps: "Write CREATE INDEX CONCURRENTLY; on a partitioned table, ON ONLY and then each partition.",
  types: ["kubernetes:core/v1:ConfigMap"],
  gaps: indexGaps,
  examples: {
    good: [
      { inputs: file("CREATE INDEX CONCURRENTLY titles_name ON titles (name);") },
      { inputs: file("CREATE TABLE titles (id bigint); CREATE INDEX titles_id ON titles (id);") },
      { inputs: file("CREATE MATERIALIZED VIEW days AS SELECT 1 AS day; CREATE INDEX days_day ON days (day);") },
      { inputs: file("CREATE INDEX titles_name ON ONLY titles (name);") },
      { inputs: { data: { "notes.md": "CREATE INDEX titles_name ON titles (name);" } } },
    ],
    bad: [
      { inputs: file("CREATE INDEX titles_name ON titles (name);"), gaps },
      { inputs: file("CREATE UNIQUE INDEX IF NOT EXISTS titles_name ON titles (name);"), gaps },
    ],
    missing: { data: [] },
  },
});
