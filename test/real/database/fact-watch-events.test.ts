import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { explain } from "../../support/explain";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let db: Client;

beforeAll(async () => {
  server = await startPostgres();
  db = await migratedDatabase(server);
  // months that stay where they are while the clock of the machine goes on
  await db.query(`DO $$ DECLARE month timestamptz; BEGIN
    FOR month IN SELECT generate_series(timestamptz '2024-12-01', '2025-03-01', '1 month') LOOP
      IF NOT EXISTS (SELECT FROM streaming.partitions_of('streaming.fact_watch_events') p WHERE p.from_ts = month) THEN
        PERFORM streaming.create_partition('streaming.fact_watch_events', month, month + interval '1 month');
      END IF;
    END LOOP; END $$`);
  await db.query("SET synchronous_commit TO on"); // VACUUM marks no page as visible to all before the commit is in the log
  // 90 days, an event every other minute; the hash is PostgreSQL's own and the same everywhere
  await db.query(`INSERT INTO fact_watch_events
    SELECT timestamptz '2024-12-01Z' + n * interval '2 minutes', md5(n::text)::uuid, h % 300, md5((n / 5)::text)::uuid, h / 300 % 500,
           n % 7200, (ARRAY['US', 'BR', 'DE', 'IN', 'JP'])[1 + h / 150000 % 5], (ARRAY['smart_tv', 'web', 'tablet'])[1 + n % 3]
    FROM generate_series(0, 64799) n CROSS JOIN LATERAL abs(hashint4(n)::bigint) h`);
  await db.query("VACUUM (ANALYZE) fact_watch_events");
});
afterAll(() => server?.stop());

/** The partition that begins with a month, whatever its maker called it. */
async function partitionOf(month: string): Promise<string> {
  const { rows } = await db.query(
    "SELECT split_part(partition, '.', 2) AS name FROM streaming.partitions_of('streaming.fact_watch_events') WHERE from_ts = $1",
    [month],
  );
  return rows[0].name;
}

describe("the indexes of fact_watch_events", () => {
  it("are the three of the read paths and the key", async () => {
    const { rows } = await db.query(
      "SELECT indexdef FROM pg_indexes WHERE tablename = 'fact_watch_events' ORDER BY indexname",
    );
    expect(
      rows.map(({ indexdef }) => indexdef.replace(/ ON ONLY streaming\.fact_watch_events USING btree/, "")),
    ).toEqual([
      "CREATE UNIQUE INDEX fact_watch_events_pkey (event_ts, event_id)",
      "CREATE INDEX idx_metrics_composite (region, device_type, event_ts) INCLUDE (watch_seconds)",
      "CREATE INDEX idx_watch_content_region (title_id, region, event_ts)",
      "CREATE INDEX idx_watch_history_user_date (profile_id, event_ts, title_id)",
    ]);
  });

  it("serve the history of a profile newest first, without a sort", async () => {
    const plan = await explain(
      db,
      `SELECT title_id, event_ts FROM fact_watch_events
       WHERE profile_id = 42 AND event_ts >= '2024-12-01Z' AND event_ts < '2025-03-01Z' ORDER BY event_ts DESC LIMIT 50`,
    );
    expect(plan.indexes).toEqual(["idx_watch_history_user_date"]);
    expect(plan.nodeTypes).toEqual(["Limit", "Append", "Index Only Scan"]);
  });

  it("serve a title in a region", async () => {
    const plan = await explain(
      db,
      `SELECT count(DISTINCT profile_id), sum(watch_seconds) FROM fact_watch_events
       WHERE title_id = 42 AND region = 'DE' AND event_ts >= '2025-01-10Z' AND event_ts < '2025-02-10Z'`,
    );
    expect(plan.indexes).toEqual(["idx_watch_content_region"]);
    expect(plan.relations).toEqual([await partitionOf("2025-01-01Z"), await partitionOf("2025-02-01Z")]);
  });

  it("serve watch time by region and device from the index alone after a vacuum", async () => {
    const plan = await explain(
      db,
      `SELECT sum(watch_seconds) FROM fact_watch_events
       WHERE region = 'US' AND device_type = 'smart_tv' AND event_ts >= '2025-01-15Z' AND event_ts < '2025-01-16Z'`,
      true,
    );
    expect(plan).toEqual({
      nodeTypes: ["Aggregate", "Index Only Scan"],
      relations: [await partitionOf("2025-01-01Z")],
      indexes: ["idx_metrics_composite"],
      heapFetches: 0,
    });
  });
});

describe("a query of January 2025 in a region", () => {
  const january = `SELECT profile_id, sum(watch_seconds) FROM fact_watch_events
    WHERE event_ts >= '2025-01-01' AND event_ts < '2025-02-01' AND region = 'US' GROUP BY profile_id`;

  it("reads the partition of January and no other", async () => {
    expect((await explain(db, january)).relations).toEqual([await partitionOf("2025-01-01Z")]);
  });

  it("reads only that one from any client, because the database pins sessions to UTC", async () => {
    const session = await server.connect("streaming");
    expect((await session.query("SHOW timezone")).rows).toEqual([{ TimeZone: "UTC" }]);
    await session.query("SET timezone TO 'Asia/Tokyo'"); // what goes wrong without
    expect((await explain(session, january)).relations).toEqual([
      await partitionOf("2024-12-01Z"),
      await partitionOf("2025-01-01Z"),
    ]);
  });

  it("prunes at run time too, when the plan is a prepared one", async () => {
    const session = await server.connect("streaming");
    await session.query("SET plan_cache_mode TO force_generic_plan");
    await session.query(`PREPARE watched(timestamptz, timestamptz) AS
      SELECT count(*) FROM fact_watch_events WHERE event_ts >= $1 AND event_ts < $2 AND region = 'US'`);
    const plan = await explain(session, "EXECUTE watched('2025-01-01Z', '2025-02-01Z')");
    expect(plan.relations).toEqual([await partitionOf("2025-01-01Z")]);
  });
});

describe("fact_watch_events", () => {
  const event = {
    event_ts: "2025-01-05T00:00:00Z",
    event_id: "01940000-0000-7000-8000-000000000001",
    profile_id: 1,
    session_id: "01940000-0000-7000-8000-000000000002",
    title_id: 1,
    watch_seconds: 10,
    region: "US",
    device_type: "web",
  };
  const insert = (changes: Partial<Record<keyof typeof event, unknown>>) =>
    db.query(
      `INSERT INTO fact_watch_events SELECT * FROM json_populate_record(NULL::fact_watch_events, $1)
       ON CONFLICT DO NOTHING RETURNING event_id`,
      [JSON.stringify({ ...event, ...changes })],
    );

  it("keeps an event that is delivered twice once", async () => {
    expect((await insert({})).rows).toEqual([{ event_id: event.event_id }]);
    expect((await insert({})).rows).toEqual([]);
  });

  it.each([
    ["negative time", { watch_seconds: -1 }, "fact_watch_events_one_day"],
    ["more than a day", { watch_seconds: 86_401 }, "fact_watch_events_one_day"],
    ["a region in lower case", { region: "us" }, "fact_watch_events_region"],
    ["an unknown device", { device_type: "toaster" }, "fact_watch_events_device"],
  ])("refuses %s", async (_, changes, constraint) => {
    await expect(insert(changes)).rejects.toMatchObject({ code: "23514", constraint });
  });
});
