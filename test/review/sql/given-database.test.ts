import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import type { Database } from "../../../review/sql/database";
import { givenDatabase } from "../../../review/sql/given-database";
import { judgeSource } from "../../../review/sql/judge";
import { type PostgresServer, startPostgres } from "../../../review/sql/postgres-server";
import { SourceFile } from "../../../review/sql/source-file";
import { SCHEMA } from "./schema";

let server: PostgresServer;
let owner: Client;
let database: Database;
const urlOf = (user: string) => `postgres://${user}@/postgres?host=${server.socketFolder}`;

beforeAll(async () => {
  server = await startPostgres();
  owner = await server.connect();
  await owner.query(SCHEMA);
  await owner.query(`INSERT INTO video.titles
    SELECT n, 'title ' || n, CASE WHEN n % 1000 = 0 THEN 'rare' ELSE 'film' END, '2026-01-01', n, NULL FROM generate_series(1, 20000) n`);
  await owner.query("CREATE SEQUENCE video.numbers");
  await owner.query(
    "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA video TO reader; GRANT SELECT ON video.titles TO reader",
  );
  await owner.query("ANALYZE");
});
afterAll(() => server?.stop());
beforeEach(async () => {
  database = await givenDatabase(urlOf("postgres"));
});
afterEach(() => database.close());

async function judged(sql: string) {
  const { findings } = await judgeSource(new SourceFile("queries.sql", sql), database);
  return findings.map(
    ({ line, column, severity, rule, message }) => `${line}:${column} ${severity} ${rule}: ${message}`,
  );
}

describe("a database that exists", () => {
  it("is named", () => {
    expect(database.description).toMatch(/^PostgreSQL 17\.\d+, database postgres as it is$/);
    expect(database.notes).toEqual([]);
  });

  it("judges by its own rows and statistics, and tries no index", async () => {
    const rows = "all 20,000 rows of video.titles are read for a condition on kind";
    expect(await judged("SELECT title_id FROM video.titles WHERE kind = 'rare'")).toEqual([
      `1:41 high filters-have-an-index: ${rows}`,
    ]);
    expect(await judged("SELECT title_id FROM video.titles WHERE kind = 'film'")).toEqual([
      `1:41 low filters-have-an-index: ${rows}, and one more index would not help much`,
    ]);
    expect(database.planWithIndex).toBeUndefined();
  });

  it("runs nothing: no row, sequence or table is other than before", async () => {
    await judged(`DELETE FROM video.titles; UPDATE video.titles SET kind = 'gone'; SELECT nextval('video.numbers');
      INSERT INTO video.countries (code, name) VALUES ('IT', 'Italy'); CREATE TABLE video.more (a int); DROP TABLE video.titles;
      WITH gone AS (DELETE FROM video.countries RETURNING code) SELECT code FROM gone; COMMIT; SELECT pg_sleep(1000)`);
    const { rows } = await owner.query(`SELECT (SELECT count(*)::int FROM video.titles WHERE kind <> 'gone') AS titles,
      (SELECT count(*)::int FROM video.countries) AS countries, (SELECT is_called FROM video.numbers) AS called,
      to_regclass('video.more') AS more`);
    expect(rows).toEqual([{ titles: 20_000, countries: 3, called: false, more: null }]);
  });

  it("refuses what its user may not read", async () => {
    const reader = await givenDatabase(urlOf("reader"));
    const file = new SourceFile(
      "queries.sql",
      "SELECT name FROM video.titles WHERE title_id = 4;\nSELECT name FROM video.countries",
    );
    const { findings } = await judgeSource(file, reader);
    await reader.close();
    expect(findings.map(({ line, rule, message }) => [line, rule, message])).toEqual([
      [2, "statements-are-valid", "permission denied for table countries"],
    ]);
  });

  it("is no finding when it goes away", async () => {
    await owner.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'",
    );
    await expect(judged("SELECT 1")).rejects.toThrow(/^Cannot plan\n {2}database: must plan the statements, got: /);
  });

  it("is no finding while somebody else holds a table", async () => {
    await owner.query("BEGIN; LOCK TABLE video.titles");
    try {
      const waiting = judged("SELECT title_id FROM video.titles");
      await cancelWhoWaits();
      await expect(waiting).rejects.toThrow("got: canceling statement due to user request");
    } finally {
      await owner.query("ROLLBACK");
    }
  });
});

async function cancelWhoWaits(): Promise<void> {
  const cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
  while ((await owner.query(cancel)).rowCount === 0) await new Promise((next) => setTimeout(next, 10));
}

describe("a URL that leads nowhere", () => {
  it.each([
    ["postgres://u:hidden@127.0.0.1:1/x", "connect ECONNREFUSED 127.0.0.1:1"],
    [
      "postgres://u:hidden@127.0.0.1:99999/x",
      "must be a URL such as postgres://reader@host:5432/name, got something else",
    ],
    ["hidden", "must be a URL such as postgres://reader@host:5432/name, got something else"],
  ])("%s is told without its password", async (url, reason) => {
    const error = await givenDatabase(url).catch((refusal) => refusal);
    expect(error.message).toBe(`Cannot use the database\n  --database: ${reason}`);
  });

  it("names a database that does not exist", async () => {
    const refused = givenDatabase(urlOf("postgres").replace("/postgres?", "/none?"));
    await expect(refused).rejects.toThrow('--database: database "none" does not exist');
  });
});
