import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let db: Client;

beforeAll(async () => {
  server = await startPostgres();
  db = await migratedDatabase(server);
});
afterAll(() => server?.stop());

async function height(region: string | null, speed: string | null, most: number | null = 2160): Promise<number> {
  const { rows } = await db.query("SELECT recommended_height FROM streaming.select_quality($1, $2::numeric, $3)", [
    region,
    speed,
    most,
  ]);
  return rows[0].recommended_height;
}

describe("select_quality()", () => {
  it.each([
    ["0", 480],
    ["4.999", 480],
    ["5", 720],
    ["5.001", 720],
    ["9.999", 720],
    ["10", 1080],
    ["10.001", 1080],
    ["24.999", 1080],
    ["25", 2160],
    ["25.001", 2160],
    ["100000", 2160],
  ])("gives %s Mbit/s %i lines", async (speed, lines) => {
    expect(await height("US", speed)).toBe(lines);
  });

  it.each([
    ["no speed", "US", null, 2160, "region US, speed NULL Mbit/s, height 2160"],
    ["a negative speed", "US", "-0.001", 2160, "region US, speed -0.001 Mbit/s, height 2160"],
    ["a speed that is no number", "US", "NaN", 2160, "region US, speed NaN Mbit/s, height 2160"],
    ["an endless speed", "US", "Infinity", 2160, "region US, speed Infinity Mbit/s, height 2160"],
    ["no region", null, "5", 2160, "region NULL, speed 5 Mbit/s, height 2160"],
    ["no height", "US", "5", null, "region US, speed 5 Mbit/s, height NULL"],
  ])("refuses %s", async (_, region, speed, most, found) => {
    await expect(height(region, speed, most)).rejects.toMatchObject({
      code: "22023",
      message: `cannot select a quality: ${found}`,
    });
  });

  it("gives no more lines than the screen has, and the lowest tier to a screen with fewer", async () => {
    expect([await height("US", "50", 1080), await height("US", "50", 800), await height("US", "50", 240)]).toEqual([
      1080, 720, 480,
    ]);
  });

  it("prefers the rules of the viewer's region", async () => {
    await db.query("BEGIN");
    await db.query("INSERT INTO streaming_quality_rules VALUES ('IN', 0, 360, 900), ('IN', 8, 1080, 6000)");
    expect([await height("IN", "7.9"), await height("IN", "8"), await height("US", "7.9")]).toEqual([360, 1080, 720]);
    await db.query("ROLLBACK");
  });
});

describe("streaming_quality_rules", () => {
  it.each([
    [
      "a region whose lowest tier is above 0 Mbit/s",
      "INSERT INTO streaming_quality_rules VALUES ('IN', 1, 480, 2000)",
      "IN at 1 Mbit/s",
    ],
    [
      "more speed for fewer lines",
      "INSERT INTO streaming_quality_rules VALUES ('IN', 0, 480, 2000), ('IN', 9, 360, 2500)",
      "IN at 9 Mbit/s",
    ],
    ["the loss of the rules for all other regions", "DELETE FROM streaming_quality_rules", "region * has none"],
  ])("refuses %s", async (_, sql, wrong) => {
    await expect(db.query(sql)).rejects.toMatchObject({
      code: "23514",
      message: `every region's tiers must start at 0 Mbit/s and rise, and region * must have tiers; wrong: ${wrong}`,
    });
  });

  it.each([
    ["two tiers from one speed on", "('*', 5, 1080, 8000)", "streaming_quality_rules_pkey"],
    ["a height that no screen has", "('IN', 0, 481, 2000)", "streaming_quality_rules_height"],
    ["a negative speed", "('IN', -1, 480, 2000)", "streaming_quality_rules_speed"],
    ["a region that is none", "('India', 0, 480, 2000)", "streaming_quality_rules_region"],
    [
      "an endpoint without TLS",
      "('IN', 0, 480, 2000, 'http://in.cdn.example.com')",
      "streaming_quality_rules_endpoint",
    ],
    ["a bitrate that carries no picture", "('IN', 0, 480, 99)", "streaming_quality_rules_bitrate"],
  ])("refuses %s", async (_, values, constraint) => {
    await expect(db.query(`INSERT INTO streaming_quality_rules VALUES ${values}`)).rejects.toMatchObject({
      constraint,
    });
  });
});

describe("streaming_session_quality", () => {
  it("tells every playing session its tier, and starts low before the first measurement", async () => {
    await db.query(`INSERT INTO streaming_sessions (session_id, profile_id, title_id, region, device_type, status, network_speed, max_height)
      SELECT md5(n::text)::uuid, n, 1, 'US', 'web', status, speed, most
      FROM (VALUES (1, 'active', 12.5, 2160), (2, 'active', NULL, 2160), (3, 'active', 80, 1080), (4, 'ended', 80, 2160))
        s(n, status, speed, most)`);
    const { rows } = await db.query(`SELECT profile_id::int, optimal_height, optimal_bitrate_kbps
      FROM streaming_session_quality JOIN streaming_sessions USING (session_id) ORDER BY 1`);
    expect(rows).toEqual([
      { profile_id: 1, optimal_height: 1080, optimal_bitrate_kbps: 8000 },
      { profile_id: 2, optimal_height: 480, optimal_bitrate_kbps: 2000 },
      { profile_id: 3, optimal_height: 1080, optimal_bitrate_kbps: 8000 },
    ]);
  });

  it("keeps heartbeats off the indexes", async () => {
    const heartbeat =
      "UPDATE streaming_sessions SET network_speed = network_speed + 1, last_seen_at = now() WHERE profile_id = 1";
    for (let beat = 0; beat < 20; beat++) await db.query(heartbeat);
    await db.query("SELECT pg_stat_force_next_flush()");
    const { rows } = await db.query(`SELECT n_tup_upd::int AS updates, n_tup_hot_upd::int AS heap_only
      FROM pg_stat_user_tables WHERE relname = 'streaming_sessions'`);
    expect(rows).toEqual([{ updates: 20, heap_only: 20 }]);
  });

  it.each(["-0.001", "NaN", "1000000"])("refuses a measurement of %s Mbit/s", async (speed) => {
    const update = db.query("UPDATE streaming_sessions SET network_speed = $1 WHERE profile_id = 1", [speed]);
    await expect(update).rejects.toThrow(/streaming_sessions_speed|numeric field overflow/);
  });
});
