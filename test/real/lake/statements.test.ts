import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { nightlyPlan } from "../../../components/lake/nightly-plan";
import { sqlFile } from "../../../components/lake/sql-file";
import { prod } from "../../components/lake/samples";
import { type Duck, startDuck } from "../../support/duckdb";
import { type PostgresServer, startPostgres } from "../../support/postgres";

const plan = nightlyPlan({ settings: prod, quietHourUtc: 3, database: "lake_db", jobName: "job" });

/** As the nightly job fills dates in. */
function dated(sql: string, today: string): string {
  return sql.replace(/\{\{today(?:-(\d+))?\}\}/g, (_, days = "0") =>
    new Date(Date.parse(today) - Number(days) * 86_400_000).toISOString().slice(0, 10),
  );
}

describe("count-traffic, on DuckDB", () => {
  const count = plan.spark.statements.find(({ name }) => name === "count-traffic")!.sql;
  let duck: Duck;
  const hours = () => duck.rows("SELECT * FROM glue_catalog.lake_db.hourly_traffic ORDER BY ALL");

  beforeAll(async () => {
    duck = await startDuck();
    await duck.run(`
      ATTACH ':memory:' AS glue_catalog;
      CREATE SCHEMA glue_catalog.lake_db;
      CREATE TABLE glue_catalog.lake_db.hourly_traffic
        (dt DATE, hour_utc INTEGER, region VARCHAR, event_count BIGINT, profile_count BIGINT);
      CREATE TABLE glue_catalog.lake_db.playback_events (dt DATE, event_ts TIMESTAMP, region VARCHAR, profile_id BIGINT);
      INSERT INTO glue_catalog.lake_db.playback_events VALUES
        ('2026-11-20', '2026-11-20 23:59:59', 'DE', 1), ('2026-11-20', '2026-11-20 23:00:00', 'DE', 1),
        ('2026-11-20', '2026-11-20 23:30:00', 'US', 2), ('2026-11-21', '2026-11-21 00:00:00', 'DE', 3),
        ('2026-11-13', '2026-11-13 12:00:00', 'DE', 4), ('2026-11-22', '2026-11-22 00:00:00', 'DE', 5)`);
  });
  afterAll(() => duck.close());

  it("counts closed days of the last week by hour and region", async () => {
    await duck.run(dated(count, "2026-11-21"));
    expect(await hours()).toEqual([
      { dt: "2026-11-20", hour_utc: 23, region: "DE", event_count: "2", profile_count: "1" },
      { dt: "2026-11-20", hour_utc: 23, region: "US", event_count: "1", profile_count: "1" },
    ]);
  });

  it("counts again what came late, and keeps what the events no longer tell", async () => {
    await duck.run(`
      INSERT INTO glue_catalog.lake_db.playback_events VALUES ('2026-11-20', '2026-11-20 23:10:00', 'DE', 9);
      INSERT INTO glue_catalog.lake_db.hourly_traffic VALUES ('2025-11-20', 20, 'DE', 77, 7)`);
    await duck.run(dated(count, "2026-11-22"));
    await duck.run(dated(count, "2026-11-22"));
    expect(await hours()).toEqual([
      { dt: "2025-11-20", hour_utc: 20, region: "DE", event_count: "77", profile_count: "7" },
      { dt: "2026-11-20", hour_utc: 23, region: "DE", event_count: "3", profile_count: "2" },
      { dt: "2026-11-20", hour_utc: 23, region: "US", event_count: "1", profile_count: "1" },
      { dt: "2026-11-21", hour_utc: 0, region: "DE", event_count: "1", profile_count: "1" },
    ]);
  });

  it("lets go of days past their time and of no other", async () => {
    const forget = plan.spark.statements.find(({ name }) => name === "delete-expired")!.sql;
    await duck.run(`INSERT INTO glue_catalog.lake_db.playback_events VALUES
      ('2025-10-18', '2025-10-18 12:00:00', 'DE', 1), ('2025-10-17', '2025-10-17 12:00:00', 'DE', 1)`);
    await duck.run(dated(forget, "2026-11-22")); // 400 days after the first of them
    expect(await duck.rows("SELECT min(dt) AS first FROM glue_catalog.lake_db.playback_events")).toEqual([
      { first: "2025-10-18" },
    ]);
  });
});

describe("the warehouse, on PostgreSQL, whose dialect Redshift's comes from", () => {
  const load = (today: string) => `BEGIN; ${plan.warehouse.map((sql) => dated(sql, today)).join("; ")}; COMMIT`;
  let server: PostgresServer;
  let db: Client;
  const days = async () => {
    const { rows } = await db.query(
      "SELECT dt::text, count(*)::int AS rows FROM hot.playback_events GROUP BY dt ORDER BY dt",
    );
    return rows.map(({ dt, rows: count }) => `${dt} ${count}`);
  };

  beforeAll(async () => {
    server = await startPostgres();
    db = await server.connect();
    // What PostgreSQL does not know: encodings, and where rows lie.
    const table = sqlFile("redshift/3-playback-events.sql")
      .replace(/ ENCODE \w+/g, "")
      .replace(/\)\s*DISTSTYLE[\s\S]*$/, ")");
    await db.query(`${sqlFile("redshift/1-schema.sql")}; CREATE SCHEMA lake; SET TIME ZONE 'UTC'`);
    await db.query(table);
    await db.query(`
      CREATE TABLE lake.playback_events (event_data text, event_ts timestamptz, event_type text, region text,
        profile_id bigint, title_id bigint, dt date, title_key bigint);
      INSERT INTO lake.playback_events
        SELECT '{}', day + interval '5 hours', 'start', 'DE', 1, 2, day, 4096
        FROM generate_series(timestamp '2026-10-01', timestamp '2026-11-22', '1 day') AS day`);
  });
  afterAll(() => server.stop());

  it("begins with the last 35 closed days", async () => {
    await db.query(load("2026-11-20"));
    const loaded = await days();
    expect([loaded.length, loaded[0], loaded.at(-1)]).toEqual([35, "2026-10-16 1", "2026-11-19 1"]);
  });

  it("loads late events of the last two days, once, however often it runs", async () => {
    await db.query(`
      INSERT INTO lake.playback_events VALUES
        ('{}', '2026-11-19 23:00+00', 'stop', 'DE', 1, 2, '2026-11-19', 4096),
        ('{}', '2026-11-18 23:00+00', 'stop', 'DE', 1, 2, '2026-11-18', 4096),
        ('{}', '2026-11-17 23:00+00', 'stop', 'DE', 1, 2, '2026-11-17', 4096)`);
    await db.query(load("2026-11-20"));
    await db.query(load("2026-11-20"));
    expect((await days()).slice(-3)).toEqual(["2026-11-17 1", "2026-11-18 2", "2026-11-19 2"]);
  });

  it("makes up for nights without a load, and lets the oldest days go", async () => {
    await db.query(load("2026-11-22"));
    const loaded = await days();
    expect([loaded[0], ...loaded.slice(-3)]).toEqual(["2026-10-18 1", "2026-11-19 2", "2026-11-20 1", "2026-11-21 1"]);
  });

  it("keeps times in UTC", async () => {
    await db.query("SET TIME ZONE 'America/New_York'");
    await db.query(load("2026-11-22"));
    const { rows } = await db.query(
      "SELECT event_ts::text FROM hot.playback_events WHERE dt = '2026-11-21' ORDER BY event_ts",
    );
    expect(rows).toEqual([{ event_ts: "2026-11-21 05:00:00" }]);
  });
});
