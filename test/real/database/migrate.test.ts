import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { migrationGaps } from "../../../components/database/migration-rules";
import { type MigrateOptions, migrate, migrationStatus } from "../../../runtime/migrate/migrate";
import { parseMigrations } from "../../../runtime/migrate/migration";
import { migrations, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let db: Client;
let admin: Client;
let log: string[];
let databases = 0;

beforeAll(async () => {
  server = await startPostgres();
  admin = await server.connect();
});
afterAll(() => server?.stop());
beforeEach(async () => {
  log = [];
  await admin.query(`CREATE DATABASE d${++databases}`);
  db = await connect();
});

const connect = () => server.connect(`d${databases}`);
const files = (...texts: string[]) => parseMigrations(texts.map((text, n) => ({ name: `000${n + 1}_file.sql`, text })));
const run = (texts: string[], options: Partial<MigrateOptions> = {}, client = db) =>
  migrate(client, files(...texts), { log: (line) => log.push(line), ...options });
const tables = async () =>
  (
    await db.query(
      "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1",
    )
  ).rows.map(({ relname }) => relname);
const ledger = async () =>
  (await db.query("SELECT version, name, finished_at IS NOT NULL AS finished FROM migrations.ledger ORDER BY 1")).rows;

const first = "CREATE TABLE public.one (n int);";
const second = "CREATE TABLE public.two (n int);";

describe("migrate()", () => {
  it("applies the platform's own files in order and leaves out those whose extension is not offered", async () => {
    const applied = await migrate(db, migrations, { log: (line) => log.push(line) });
    expect(applied).toEqual([
      "0001_roles.sql",
      "0002_partition_maintenance.sql",
      "0003_fact_watch_events.sql",
      "0004_daily_user_metrics.sql",
      "0005_api_request_logs.sql",
      "0006_streaming_quality.sql",
      "0008_first_partitions.sql",
    ]);
    expect(log.filter((line) => line.startsWith("left out"))).toEqual([
      "left out 0007_pg_partman.sql: needs the extension pg_partman, which this server does not offer",
      "left out 0009_pg_cron.sql: needs the extension pg_cron, which this server does not offer",
    ]);
    expect((await migrationStatus(db, migrations)).map(({ state }) => state)).toEqual([
      ...Array(6).fill("applied"),
      "unavailable",
      "applied",
      "unavailable",
    ]);
  });

  it("refuses a server without the extensions where they are required, before it applies anything", async () => {
    await expect(
      run([first, "-- migrate: requires-extension pg_cron\nSELECT 1"], { requireExtensions: true }),
    ).rejects.toThrow(
      "Refused to migrate\n  0002_file.sql: needs the extension pg_cron, which this server does not offer",
    );
    expect(await tables()).toEqual([]);
  });

  it("applies each file once", async () => {
    expect(await run([first])).toEqual(["0001_file.sql"]);
    expect(await run([first, second])).toEqual(["0002_file.sql"]);
    expect(await run([first, second])).toEqual([]);
    expect(log.at(-1)).toBe("nothing to do");
    expect(await ledger()).toEqual([
      { version: 1, name: "0001_file.sql", finished: true },
      { version: 2, name: "0002_file.sql", finished: true },
    ]);
  });

  it("refuses a file that was edited after it was applied, and applies nothing", async () => {
    await run([first]);
    await expect(run([`${first} -- better`, second])).rejects.toThrow(
      "Refused to migrate\n  0001_file.sql: was edited after it was applied; write a new migration instead",
    );
    expect(await tables()).toEqual(["one"]);
  });

  it("refuses a file that was renamed, and the loss of one", async () => {
    await run([first, second]);
    const renamed = parseMigrations([{ name: "0001_other.sql", text: first }]);
    await expect(migrate(db, renamed, { log: () => undefined })).rejects.toThrow(
      "Refused to migrate\n" +
        "  0001_other.sql: was applied as 0001_file.sql and must keep its name\n" +
        "  0002_file.sql: was applied and must not be removed",
    );
  });

  it("refuses a new file before an applied one, unless it waited for an extension", async () => {
    await run([first]);
    await db.query("UPDATE migrations.ledger SET version = 2, name = '0002_file.sql'");
    await expect(run([second, first])).rejects.toThrow(
      "Refused to migrate\n  0001_file.sql: must have a higher number than 2, which is already applied",
    );
    expect(await run([`-- migrate: requires-extension plpgsql\n${second}`, first])).toEqual(["0001_file.sql"]);
  });

  it("lets two runs at once apply every file once", async () => {
    const slow = `SELECT pg_sleep(0.2); ${first}`;
    const applied = await Promise.all([run([slow, second]), run([slow, second], {}, await connect())]);
    expect(applied.map((names) => names.length).sort()).toEqual([0, 2]);
    expect(log).toContain("waiting for another run");
    expect(await tables()).toEqual(["one", "two"]);
  });

  it("gives up waiting for a run that does not end", async () => {
    const other = await connect();
    const running = run(["SELECT pg_sleep(1)"], {}, other);
    while (!log.includes("applying 0001_file.sql")) await new Promise(setImmediate);
    await expect(run([first], { otherRunMillis: 0 })).rejects.toThrow(
      "Refused to migrate: another run did not end in time",
    );
    await running;
  });

  it("leaves the schema as it was when a statement fails, and names its line", async () => {
    const broken =
      "\n-- fine\nCREATE TABLE public.two (n int);\n\nCREATE TABLE public.three (\n  n int,\n  m nonsense\n);";
    await expect(run([first, broken])).rejects.toThrow(
      'Cannot apply 0002_file.sql:7: type "nonsense" does not exist (42704)\n  nothing of this file was applied',
    );
    expect(await tables()).toEqual(["one"]);
    expect(await ledger()).toEqual([{ version: 1, name: "0001_file.sql", finished: true }]);
    expect(await run([first, second])).toEqual(["0002_file.sql"]); // mended: it was never applied, so it may be edited
  });

  it("leaves the schema as it was when the commit itself fails", async () => {
    const deferred = `CREATE TABLE public.two (n int UNIQUE DEFERRABLE INITIALLY DEFERRED);
      INSERT INTO public.two VALUES (1), (1);`;
    await expect(run([deferred])).rejects.toThrow("0001_file.sql:2: duplicate key value violates unique constraint");
    expect(await tables()).toEqual([]);
  });

  it("tries again when somebody else holds a lock for too long", async () => {
    await run([first]);
    const holder = await connect();
    await holder.query("BEGIN; LOCK TABLE public.one");
    const applied = run([first, "ALTER TABLE public.one ADD COLUMN m int;"], {
      lockTimeoutMillis: 20,
      retryPauseMillis: 1,
      log: (line) => {
        log.push(line);
        if (line.endsWith("trying again in 2 ms")) void holder.query("ROLLBACK");
      },
      retryCount: 20,
    });
    expect(await applied).toEqual(["0002_file.sql"]);
    expect(log).toContain("0002_file.sql:1: canceling statement due to lock timeout (55P03); trying again in 1 ms");
  });

  it("fails when the lock never comes", async () => {
    await run([first]);
    const holder = await connect();
    await holder.query("BEGIN; LOCK TABLE public.one");
    const options = { lockTimeoutMillis: 5, retryPauseMillis: 1, retryCount: 2 };
    await expect(run([first, "DROP TABLE public.one"], options)).rejects.toThrow("due to lock timeout (55P03)");
    await holder.query("ROLLBACK");
    expect(await tables()).toEqual(["one"]);
  });

  it("releases its lock after a failure", async () => {
    await expect(run(["SELECT 1/0"])).rejects.toThrow("division by zero");
    expect(await run([first], { otherRunMillis: 0 }, await connect())).toEqual(["0001_file.sql"]);
  });
});

describe("a file without a transaction", () => {
  const table = `CREATE TABLE public.part (n int, m int) PARTITION BY LIST (n);
    CREATE TABLE public.part_a PARTITION OF public.part FOR VALUES IN (1);
    CREATE TABLE public."part B" PARTITION OF public.part FOR VALUES IN (2);
    INSERT INTO public.part VALUES (1, 1), (2, 2), (2, 2);`;
  const index = `-- migrate: no-transaction
    CREATE INDEX IF NOT EXISTS part_m ON ONLY public.part (m);
    -- migrate: for-each-partition-of public.part
    CREATE INDEX CONCURRENTLY IF NOT EXISTS "{partition_name}_m" ON {partition} (m);
    -- migrate: for-each-partition-of public.part
    ALTER INDEX public.part_m ATTACH PARTITION public."{partition_name}_m";`;
  const indexes = async () =>
    (
      await db.query(`SELECT relname AS name, indisvalid AS valid FROM pg_index JOIN pg_class c ON c.oid = indexrelid
        WHERE relnamespace = 'public'::regnamespace ORDER BY relname COLLATE "C"`)
    ).rows;

  it("builds an index on a partitioned table, partition by partition", async () => {
    await run([table, index]);
    expect(await indexes()).toEqual([
      { name: "part B_m", valid: true },
      { name: "part_a_m", valid: true },
      { name: "part_m", valid: true },
    ]);
  });

  it("is taken up again where it stopped, and may be mended", async () => {
    const unique = `-- migrate: no-transaction
      CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS once ON public."part B" (m);`;
    await expect(run([table, unique])).rejects.toThrow(
      "the statements before it were applied; mend the cause and run again",
    );
    expect((await migrationStatus(db, files(table, unique))).map(({ state }) => state)).toEqual([
      "applied",
      "interrupted",
    ]);
    expect(await indexes()).toEqual([{ name: "once", valid: false }]);
    await db.query('DELETE FROM public."part B" WHERE ctid = (SELECT min(ctid) FROM public."part B")');
    expect(await run([table, unique])).toEqual(["0002_file.sql"]);
    expect(log).toContain("resuming 0002_file.sql");
    expect(await indexes()).toEqual([{ name: "once", valid: true }]);
  });

  it("works as docs/database.md shows it", async () => {
    const guide = readFileSync(join(__dirname, "../../../docs/database.md"), "utf8");
    const example = { name: "0010_example.sql", text: /```sql\n([\s\S]*?)```/.exec(guide)![1]! };
    const all = parseMigrations([...migrations, example]);
    expect(migrationGaps(all)).toEqual([]);
    expect(await migrate(db, all, { log: (line) => log.push(line) })).toContain("0010_example.sql");
    const { rows } = await db.query(`SELECT count(*)::int AS built, bool_and(indisvalid) AS valid FROM pg_index
      WHERE indexrelid::regclass::text LIKE '%_by_seconds'`);
    const partitions = await db.query("SELECT FROM streaming.partitions_of('streaming.fact_watch_events')");
    expect(rows).toEqual([{ built: partitions.rows.length + 1, valid: true }]);
  });
});
