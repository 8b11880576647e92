import { afterAll, beforeAll, beforeEach, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let db: Client;

beforeAll(async () => {
  server = await startPostgres();
  db = await migratedDatabase(server);
  await db.query("UPDATE partition_plan SET ahead_count = 2, back_count = 1, retention = '2 months'");
  await db.query("SELECT count(*) FROM streaming.maintain_partitions_of('streaming.fact_watch_events', '2100-01-15Z')");
});
afterAll(() => server?.stop());

// every test starts in the middle of January 2030 and leaves nothing behind
beforeEach(async () => {
  await db.query("ROLLBACK");
  await db.query("BEGIN");
  await db.query(`DO $$ DECLARE old text; BEGIN
    FOR old IN SELECT partition FROM streaming.partitions_of('streaming.fact_watch_events') LOOP EXECUTE 'DROP TABLE ' || old; END LOOP;
  END $$`);
  await maintain("2030-01-15Z");
});

async function maintain(at: string): Promise<string[]> {
  const { rows } = await db.query("SELECT * FROM streaming.maintain_partitions_of('streaming.fact_watch_events', $1)", [
    at,
  ]);
  return rows.map(({ action, partition }) => `${action} ${partition.replace("streaming.fact_watch_events_", "")}`);
}

async function partitions(): Promise<string[]> {
  const { rows } = await db.query("SELECT partition FROM streaming.partitions_of('streaming.fact_watch_events')");
  return rows.map(({ partition }) => partition.replace("streaming.fact_watch_events_", ""));
}

const insert = (at: string) =>
  db.query(
    `INSERT INTO fact_watch_events
     VALUES ($1, gen_random_uuid(), 1, gen_random_uuid(), 1, 60, 'US', 'web') RETURNING tableoid::regclass::text AS partition`,
    [at],
  );

async function defaultRows(): Promise<number> {
  const { rows } = await db.query(
    "SELECT default_rows FROM partition_health WHERE parent = 'streaming.fact_watch_events'",
  );
  return Number(rows[0].default_rows);
}

describe("maintenance of partitions", () => {
  it("makes the months that the plan wants, and a default one", async () => {
    expect(await partitions()).toEqual(["p20291201", "p20300101", "p20300201", "p20300301", "default"]);
  });

  it("cuts the months at midnight UTC, whatever zone its session is in", async () => {
    await db.query("SET LOCAL timezone TO 'America/Los_Angeles'");
    expect(await maintain("2030-02-01T00:30:00Z")).toEqual(["created p20300401"]);
    const { rows } =
      await db.query(`SELECT from_ts AT TIME ZONE 'UTC' = '2030-04-01' AND to_ts AT TIME ZONE 'UTC' = '2030-05-01' AS utc
      FROM streaming.partitions_of('streaming.fact_watch_events') WHERE partition LIKE '%p20300401'`);
    expect(rows).toEqual([{ utc: true }]);
  });

  it("does nothing when nothing is due", async () => {
    expect(await maintain("2030-01-31T23:59:59Z")).toEqual([]);
  });

  it("makes the next months as time goes on", async () => {
    expect(await maintain("2030-02-01Z")).toEqual(["created p20300401"]);
    expect(await maintain("2030-03-01Z")).toEqual(["created p20300501", "archived p20291201"]);
  });

  it("fills a gap that a missed month left", async () => {
    await db.query("DROP TABLE streaming.fact_watch_events_p20300101");
    expect(await maintain("2030-01-20Z")).toEqual(["created p20300101"]);
  });

  it("takes a month off when its last moment is as old as the retention, not a second before", async () => {
    await maintain("2030-02-28T23:59:59Z");
    expect(await partitions()).toContain("p20291201");
    expect(await maintain("2030-03-01Z")).toContain("archived p20291201");
  });

  it("keeps the rows of an archived month, where no query of the platform sees them", async () => {
    await insert("2029-12-24Z");
    await maintain("2030-03-01Z");
    expect((await db.query("SELECT count(*)::int FROM fact_watch_events")).rows).toEqual([{ count: 0 }]);
    expect((await db.query("SELECT count(*)::int FROM streaming_archive.fact_watch_events_p20291201")).rows).toEqual([
      { count: 1 },
    ]);
  });

  it("drops what the plan does not archive", async () => {
    await db.query("UPDATE partition_plan SET archived = false");
    expect(await maintain("2030-03-01Z")).toContain("dropped p20291201");
    const { rows } = await db.query("SELECT count(*)::int FROM pg_class WHERE relname = 'fact_watch_events_p20291201'");
    expect(rows).toEqual([{ count: 0 }]);
  });

  it("gives each partition the indexes of its parent and its vacuum settings", async () => {
    const { rows } = await db.query(`SELECT
        (SELECT count(*)::int FROM pg_index WHERE indrelid = c.oid AND indisvalid) AS indexes,
        (SELECT count(*)::int FROM pg_index i JOIN pg_inherits h ON h.inhrelid = i.indexrelid WHERE indrelid = c.oid) AS attached,
        relowner::regrole::text AS owner, reloptions IS NOT NULL AS tuned
      FROM pg_class c WHERE relname = 'fact_watch_events_p20300301'`);
    expect(rows).toEqual([{ indexes: 4, attached: 4, owner: "streaming_owner", tuned: true }]);
  });
});

describe("the default partition", () => {
  it("takes an event that no month holds, and the guard counts it", async () => {
    expect(await defaultRows()).toBe(0);
    expect((await insert("2030-04-02Z")).rows).toEqual([{ partition: "fact_watch_events_default" }]);
    expect(await defaultRows()).toBe(1);
  });

  it("is emptied into the month when the month is made", async () => {
    await insert("2030-04-02Z");
    await insert("2030-05-02Z"); // stays: its month is not due yet
    expect(await maintain("2030-02-01Z")).toEqual(["created p20300401"]);
    expect(await defaultRows()).toBe(1);
    const { rows } = await db.query("SELECT count(*)::int FROM streaming.fact_watch_events_p20300401");
    expect(rows).toEqual([{ count: 1 }]);
  });

  it("is made again when somebody dropped it", async () => {
    await db.query("DROP TABLE streaming.fact_watch_events_default");
    expect(await maintain("2030-01-15Z")).toEqual(["created default"]);
  });
});

describe("CALL maintain_partitions()", () => {
  it("keeps every planned table at its plan by today's clock", async () => {
    await db.query("ROLLBACK"); // the procedure commits table by table
    const logs = await server.connect("streaming");
    await logs.query(`DO $$ DECLARE old text; BEGIN
      FOR old IN SELECT partition FROM streaming.partitions_of('streaming.api_request_logs') LOOP EXECUTE 'DROP TABLE ' || old; END LOOP;
    END $$`);
    await logs.query("CALL streaming.maintain_partitions()");
    const { rows } =
      await logs.query(`SELECT parent, default_rows::int, ready_until > now() + interval '2 days' AS ready
      FROM partition_health ORDER BY parent`);
    expect(rows).toEqual([
      { parent: "streaming.api_request_logs", default_rows: 0, ready: true },
      { parent: "streaming.daily_user_metrics_rollup", default_rows: 0, ready: true },
      { parent: "streaming.fact_watch_events", default_rows: 0, ready: true },
    ]);
  });
});
