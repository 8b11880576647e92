import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { migrate, migrationStatus } from "../../../runtime/migrate/migrate";
import { migrations, type PostgresServer, startPostgres } from "../../support/postgres";

// Debian 12: postgresql-15, postgresql-15-partman (4.7), postgresql-15-cron
let server: PostgresServer;
let db: Client;
let applied: string[];

beforeAll(async () => {
  server = await startPostgres({
    binFolder: "/usr/lib/postgresql/15/bin",
    settings: ["shared_preload_libraries=pg_cron", "cron.database_name=streaming", "cron.use_background_workers=on"],
  });
  await (await server.connect()).query("CREATE DATABASE streaming");
  const runner = await server.connect("streaming");
  applied = await migrate(runner, migrations, { log: () => undefined, requireExtensions: true });
  db = await server.connect("streaming");
});
afterAll(() => server?.stop());

async function health() {
  const { rows } = await db.query(`SELECT parent, managed_by, default_rows::int,
    extract(epoch FROM ready_until - date_trunc(step, now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC') / 86400 AS ready_days
    FROM partition_health JOIN partition_plan USING (parent, managed_by) ORDER BY parent`);
  return rows.map(({ ready_days, ...row }) => ({ ...row, readyDays: Math.floor(Number(ready_days)) }));
}

describe("pg_partman", () => {
  it("is in charge of every planned table, and nothing was left out", async () => {
    expect(applied).toEqual(migrations.map(({ name }) => name));
    expect((await migrationStatus(db, migrations)).map(({ state }) => state)).toEqual(migrations.map(() => "applied"));
    const { rows } = await db.query(`SELECT parent_table, partition_interval, premake, retention, retention_schema,
      retention_keep_table AS keep FROM partman.part_config ORDER BY parent_table`);
    expect(rows).toEqual([
      {
        parent_table: "streaming.api_request_logs",
        partition_interval: "1 day",
        premake: 7,
        retention: "14 days",
        retention_schema: null,
        keep: false,
      },
      {
        parent_table: "streaming.daily_user_metrics_rollup",
        partition_interval: "1 mon",
        premake: 4,
        retention: "2 years",
        retention_schema: null,
        keep: false,
      },
      {
        parent_table: "streaming.fact_watch_events",
        partition_interval: "1 mon",
        premake: 4,
        retention: "2 years",
        retention_schema: "streaming_archive",
        keep: true,
      },
    ]);
  });

  it("keeps as many partitions ahead as the plan says, owned by the owner and tuned", async () => {
    for (const { managed_by, default_rows, readyDays, parent } of await health()) {
      expect({ parent, managed_by, default_rows }).toEqual({ parent, managed_by: "pg_partman", default_rows: 0 });
      expect(readyDays).toBeGreaterThanOrEqual(parent.endsWith("logs") ? 8 : 5 * 28); // the current one and those ahead
    }
    const { rows } = await db.query(`SELECT DISTINCT relowner::regrole::text AS owner, reloptions IS NOT NULL AS tuned
      FROM pg_class WHERE relispartition AND relkind = 'r'`);
    expect(rows).toEqual([{ owner: "streaming_owner", tuned: true }]);
  });

  it("makes the months again that are missing ahead", async () => {
    const before = await health();
    await db.query(`DO $$ DECLARE late text; BEGIN
      FOR late IN SELECT partition FROM streaming.partitions_of('streaming.fact_watch_events') WHERE from_ts > now() + interval '1 month'
      LOOP EXECUTE 'DROP TABLE ' || late; END LOOP; END $$`);
    expect(await health()).not.toEqual(before);
    await db.query("CALL streaming.maintain_partitions()");
    expect(await health()).toEqual(before);
  });

  it("moves a month past its retention into the archive", async () => {
    await db.query(
      "UPDATE partman.part_config SET retention = '22 months' WHERE parent_table = 'streaming.fact_watch_events'",
    );
    const archived = async () =>
      (await db.query("SELECT count(*)::int FROM pg_tables WHERE schemaname = 'streaming_archive'")).rows[0].count;
    expect(await archived()).toBe(0);
    await db.query("CALL streaming.maintain_partitions()");
    expect(await archived()).toBeGreaterThan(0);
    const { rows } = await db.query(`SELECT min(to_ts) >= now() - interval '22 months' AS kept
      FROM streaming.partitions_of('streaming.fact_watch_events') WHERE NOT is_default`);
    expect(rows).toEqual([{ kept: true }]);
  });

  it("uses the indexes of the plan in the partitions that it makes", async () => {
    const { rows } = await db.query(`SELECT count(*)::int AS attached FROM pg_inherits i
      JOIN pg_index x ON x.indexrelid = i.inhrelid AND x.indisvalid
      JOIN pg_class parent ON parent.oid = i.inhparent
      WHERE parent.relname IN ('idx_watch_history_user_date', 'idx_watch_content_region', 'idx_metrics_composite',
                               'fact_watch_events_pkey')`);
    const { rows: parts } = await db.query(
      "SELECT count(*)::int AS n FROM streaming.partitions_of('streaming.fact_watch_events')",
    );
    expect(rows).toEqual([{ attached: 4 * parts[0].n }]);
  });
});

describe("pg_cron", () => {
  it("has the five jobs, each of which runs", async () => {
    const { rows: jobs } = await db.query("SELECT jobname, schedule, command FROM cron.job ORDER BY jobname");
    expect(jobs.map(({ jobname, schedule }) => [jobname, schedule])).toEqual([
      ["analyze-parents", "40 1 * * *"],
      ["cron-history", "30 3 * * *"],
      ["daily-user-metrics", "15 3 * * *"],
      ["daily-user-metrics-rollup", "*/10 * * * *"],
      ["partition-maintenance", "5 * * * *"],
    ]);
    const runner = await server.connect("streaming");
    for (const { command } of jobs) await runner.query(command);
  });

  it("runs the maintenance by itself", async () => {
    await db.query("SELECT cron.schedule('soon', '* * * * *', 'CALL streaming.maintain_partitions()')");
    const deadline = Date.now() + 90_000;
    let rows: any[] = [];
    while (rows.length === 0 && Date.now() < deadline) {
      await db.query("SELECT pg_sleep(0.5)"); // the finest schedule is a minute
      ({ rows } = await db.query(`SELECT status, return_message FROM cron.job_run_details JOIN cron.job USING (jobid)
        WHERE jobname = 'soon' AND end_time IS NOT NULL`));
    }
    expect(rows.map(({ status, return_message }) => [status, return_message])).toEqual([["succeeded", "CALL"]]);
  }, 100_000);
});
