import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { migrationGaps } from "../../../components/database/migration-rules";
import { parseMigrations, readMigrationFiles } from "../../../runtime/migrate/migration";

const contract = "must be in a contract (-- migrate: contract-of NNNN, a release after its expansion): ";

/** Gaps of a second migration that holds `sql` from line 2 on. */
function gaps(sql: string): string[] {
  const files = parseMigrations([
    { name: "0001_first.sql", text: "-- The first." },
    { name: "0002_second.sql", text: `-- The second.\n${sql}` },
  ]);
  return migrationGaps(files).map((gap) => gap.replace("0002_second.sql", ""));
}

describe("migrationGaps()", () => {
  it("finds none in the platform's own migrations", () => {
    const files = readMigrationFiles(join(__dirname, "../../../components/database/migrations"));
    expect(migrationGaps(parseMigrations(files))).toEqual([]);
  });

  it.each([
    ["DROP TABLE streaming.t", `${contract}removes what running code may use`],
    ["drop view if exists streaming.v", `${contract}removes what running code may use`],
    ["TRUNCATE streaming.t", `${contract}removes what running code may use`],
    ["ALTER TABLE streaming.t DROP COLUMN c", `${contract}removes what running code may use`],
    ["ALTER TABLE streaming.t DROP c", `${contract}removes what running code may use`],
    ["ALTER TABLE streaming.t ADD COLUMN d int, DROP COLUMN c", `${contract}removes what running code may use`],
    ["ALTER TABLE streaming.t RENAME COLUMN c TO d", `${contract}renames what running code may use`],
    ["ALTER TABLE streaming.t RENAME TO u", `${contract}renames what running code may use`],
    ["ALTER VIEW streaming.v RENAME TO w", `${contract}renames what running code may use`],
    [
      "ALTER TABLE streaming.t ALTER COLUMN c SET NOT NULL",
      `${contract}refuses what running code may write; validate a CHECK (... IS NOT NULL) first`,
    ],
    ["ALTER TABLE streaming.t ALTER c DROP DEFAULT", `${contract}refuses what running code may write`],
  ])("asks %s into a contract", (sql, gap) => {
    expect(gaps(sql)).toEqual([`:2: ${gap}`]);
    expect(gaps(`-- migrate: contract-of 0001\n${sql}`)).toEqual([]);
  });

  it.each([
    ["BEGIN", "must leave transactions to the runner"],
    ["SET LOCAL lock_timeout = 0", "must keep the runner's lock_timeout"],
    [
      "ALTER TABLE streaming.t ALTER c TYPE bigint",
      "must not change a type: add a column, fill it, move the readers, drop the old one",
    ],
    ["ALTER TABLE streaming.t ADD c int NOT NULL", "must have a DEFAULT: running code does not fill the column"],
    ["ALTER TABLE streaming.t ADD c bigserial", "must not compute a value per row: it rewrites the table"],
    [
      "ALTER TABLE streaming.t ADD c uuid DEFAULT gen_random_uuid()",
      "must not have a DEFAULT per row: it rewrites the table",
    ],
    [
      "ALTER TABLE streaming.t ADD CONSTRAINT k CHECK (c > 0)",
      "must be NOT VALID, and validated by a later file: otherwise writers wait while every row is checked",
    ],
    [
      "ALTER TABLE streaming.t ADD UNIQUE (c)",
      "must be USING INDEX of an index built concurrently: otherwise writers wait for the build",
    ],
    [
      "CREATE INDEX i ON streaming.t (c)",
      "must be CREATE INDEX CONCURRENTLY, and on a partitioned table ON ONLY first: without it writers wait for the whole build",
    ],
    ["CREATE INDEX CONCURRENTLY i ON streaming.t (c)", "must be in a file with -- migrate: no-transaction"],
    ["DROP INDEX streaming.i", "must be DROP INDEX CONCURRENTLY: without it the table is locked"],
    [
      "REFRESH MATERIALIZED VIEW streaming.v",
      "must be REFRESH MATERIALIZED VIEW CONCURRENTLY: without it readers wait",
    ],
    ["LOCK TABLE streaming.t", "must not lock a table for as long as its rewrite takes"],
    ["VACUUM (FULL) streaming.t", "must not lock a table for as long as its rewrite takes"],
    [
      "UPDATE streaming.t SET c = 1",
      "must have a WHERE that bounds it: it locks every row that it changes until the end",
    ],
    [
      "ALTER TABLE streaming.t ADD c timestamp",
      "must use timestamptz: a timestamp without a zone is a moment only to those who know its zone",
    ],
    [
      "CREATE VIEW streaming.v AS SELECT 1",
      "must come after SET LOCAL ROLE streaming_owner, so that the owner owns it",
    ],
  ])("refuses %s, in a contract too", (sql, gap) => {
    expect(gaps(sql)).toEqual([`:2: ${gap}`]);
    expect(gaps(`-- migrate: contract-of 0001\n${sql}`)).toEqual([`:3: ${gap}`]);
  });

  it.each([
    "ALTER TABLE streaming.t ADD COLUMN c int",
    "ALTER TABLE streaming.t ADD COLUMN c numeric(9, 3) NOT NULL DEFAULT 0, ADD COLUMN at timestamptz DEFAULT now()",
    "ALTER TABLE streaming.t ADD CONSTRAINT k CHECK (c IN (1, 2)) NOT VALID",
    "ALTER TABLE streaming.t VALIDATE CONSTRAINT k",
    "ALTER TABLE streaming.t ADD CONSTRAINT k UNIQUE USING INDEX i",
    "ALTER TABLE streaming.t DROP CONSTRAINT k",
    "CREATE INDEX i ON ONLY streaming.t (c)",
    "UPDATE streaming.t SET c = 1 WHERE c IS NULL AND id BETWEEN 1 AND 10000",
    "SELECT 'DROP TABLE streaming.t' -- ALTER TABLE streaming.t DROP c",
    "INSERT INTO streaming.t VALUES ('TRUNCATE streaming.t')",
  ])("lets %s pass", (sql) => {
    expect(gaps(sql)).toEqual([]);
  });

  it("lets a file do anything with a table that it creates itself", () => {
    const own = `SET LOCAL ROLE streaming_owner;
      CREATE TABLE streaming.t (n int);
      COMMENT ON TABLE streaming.t IS 'Its own.';
      CREATE INDEX i ON streaming.t (n);
      ALTER TABLE streaming.t ALTER n SET NOT NULL;`;
    expect(gaps(own)).toEqual([]);
  });

  it("asks for a comment on every table and at the head of every file", () => {
    const files = parseMigrations([
      { name: "0001_bare.sql", text: "SET LOCAL ROLE streaming_owner; CREATE TABLE streaming.t (n int);" },
    ]);
    expect(migrationGaps(files)).toEqual([
      "0001_bare.sql:1: must begin with a comment that says what it is for",
      "0001_bare.sql: must have a COMMENT ON streaming.t",
    ]);
  });

  it("lets only what may run twice into a file without a transaction", () => {
    const twice = `-- migrate: no-transaction
      CREATE INDEX IF NOT EXISTS i ON ONLY streaming.t (c);
      -- migrate: for-each-partition-of streaming.t
      CREATE INDEX CONCURRENTLY IF NOT EXISTS {partition_name}_i ON {partition} (c);
      -- migrate: for-each-partition-of streaming.t
      ALTER INDEX streaming.i ATTACH PARTITION streaming.{partition_name}_i;`;
    expect(gaps(twice)).toEqual([]);
    expect(gaps("-- migrate: no-transaction\nINSERT INTO streaming.t VALUES (1)")).toEqual([
      ":3: must be harmless when it runs again (IF NOT EXISTS): without a transaction the file may stop before or after it",
    ]);
  });

  it("refuses the contract of a migration that does not come before", () => {
    expect(gaps("-- migrate: contract-of 0002")).toEqual([": must be the contract of an earlier migration, got 2"]);
  });
});
