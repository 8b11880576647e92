import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { migrate } from "../../../runtime/migrate/migrate";
import { migrations, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;

// as on a managed service: who migrates owns the database and may create roles, and is no superuser
beforeAll(async () => {
  server = await startPostgres();
  const admin = await server.connect();
  await admin.query("CREATE ROLE migrator LOGIN CREATEROLE");
  await admin.query("CREATE DATABASE streaming OWNER migrator");
  await migrate(await server.connect("streaming", "migrator"), migrations, { log: () => undefined });
  for (const user of ["app", "ingest", "dashboard"]) {
    await admin.query(`CREATE ROLE ${user} LOGIN IN ROLE streaming_${user}`);
  }
  await admin.query("CREATE ROLE stranger LOGIN");
});
afterAll(() => server?.stop());

const event = "('2025-01-05Z', gen_random_uuid(), 1, gen_random_uuid(), 1, 10, 'US', 'web')";
const log =
  "(service_name, endpoint, method, region, status_code, response_time_ms) VALUES ('s', '/', 'GET', 'US', 200, 1)";
const session = "(session_id, profile_id, title_id, region, device_type) VALUES (gen_random_uuid(), 1, 1, 'US', 'web')";

const statements = {
  "write events": `INSERT INTO fact_watch_events VALUES ${event} ON CONFLICT DO NOTHING`,
  "read events": "SELECT profile_id FROM fact_watch_events LIMIT 1",
  "read watch time": "SELECT region, device_type, sum(watch_seconds) FROM fact_watch_events GROUP BY 1, 2",
  "erase events": "DELETE FROM fact_watch_events WHERE profile_id = 1",
  "read metrics": "SELECT * FROM daily_user_metrics_live LIMIT 1",
  "write logs": `INSERT INTO api_request_logs ${log}`,
  "read latency": "SELECT * FROM api_latency_five_minutes",
  "write sessions": `INSERT INTO streaming_sessions ${session}`,
  "delete sessions": "DELETE FROM streaming_sessions",
  "select a quality": "SELECT streaming.select_quality('US', 5)",
  "change the quality rules": "UPDATE streaming_quality_rules SET recommended_height = 240",
  "read partition health": "SELECT * FROM partition_health",
  "maintain partitions": "SELECT streaming.maintain_partitions_of('streaming.fact_watch_events')",
  "refresh the view": "SELECT streaming.refresh_daily_user_metrics()",
  "write the dirty days": "INSERT INTO watch_dirty_days VALUES ('2025-01-01')",
  "drop a table": "DROP TABLE fact_watch_events",
  "create a table": "CREATE TABLE streaming.mine (n int)",
  "read the ledger": "SELECT * FROM migrations.ledger",
  "make a temporary table": "CREATE TEMPORARY TABLE mine (n int)",
  "become the owner": "SET ROLE streaming_owner",
} as const;
type Action = keyof typeof statements;

async function allowed(client: Client): Promise<Action[]> {
  const may: Action[] = [];
  for (const [action, sql] of Object.entries(statements)) {
    await client.query("BEGIN");
    try {
      await client.query(sql);
      may.push(action as Action);
    } catch (error) {
      if ((error as { code?: string }).code !== "42501") throw error;
    }
    await client.query("ROLLBACK");
  }
  return may;
}

describe("of everything that can be done,", () => {
  it.each<[string, Action[]]>([
    ["app", ["read events", "read watch time", "read metrics", "write logs", "write sessions", "select a quality"]],
    ["ingest", ["write events", "write logs"]],
    ["dashboard", ["read watch time", "read latency", "read partition health"]],
  ])("a member of streaming_%s may do exactly its part", async (user, may) => {
    expect(await allowed(await server.connect("streaming", user))).toEqual(may);
  });

  it("a role of no group may not even connect", async () => {
    await expect(server.connect("streaming", "stranger")).rejects.toMatchObject({ code: "42501" });
  });

  it("the migrator may do the maintenance", async () => {
    const migrator = await server.connect("streaming", "migrator");
    await migrator.query("CALL streaming.maintain_partitions()");
    await migrator.query("CALL streaming.roll_up_dirty_days()");
    await migrator.query("SELECT streaming.refresh_daily_user_metrics()");
    const { rows } = await migrator.query("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'streaming'");
    expect(rows).toEqual([{ tableowner: "streaming_owner" }]);
  });
});
