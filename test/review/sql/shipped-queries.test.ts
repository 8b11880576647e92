import { readFileSync } from "node:fs";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { palette } from "../../../review/render/palette";
import type { Database } from "../../../review/sql/database";
import { embeddedDatabase } from "../../../review/sql/embedded-database";
import { judgeSource } from "../../../review/sql/judge";
import { renderSql } from "../../../review/sql/report";
import { SourceFile } from "../../../review/sql/source-file";
import type { Database as Connections } from "../../../runtime/workload/database";
import { playback } from "../../../runtime/workload/playback";
import { loadRecommendations } from "../../../runtime/workload/recommendations";
import { consumeWatchEvents } from "../../../runtime/workload/watch-events";
import { FakeQueue } from "../../runtime/workload/fake-queue";
import { MIGRATIONS_FOLDER, migrations } from "../../support/postgres";

let database: Database;

beforeAll(async () => {
  const counts = {
    usual: 10_000_000,
    byTable: { "streaming.watch_dirty_days": 1_000, "streaming.partition_plan": 10 },
  };
  database = await embeddedDatabase(MIGRATIONS_FOLDER, counts);
});
afterAll(() => database?.close());

async function judged(sql: string) {
  const { plannedCount, findings } = await judgeSource(new SourceFile("shipped.sql", sql), database);
  return { plannedCount, findings: findings.map(({ severity, rule }) => `${severity} ${rule}`) };
}

const request = new IncomingMessage(new Socket());
const statements = new Map<string, string>();
const recorder: Connections = {
  async run(name, sql) {
    statements.set(name, sql);
    return [];
  },
};

describe("statements of the workloads", () => {
  beforeAll(async () => {
    await loadRecommendations(recorder)({ profileId: 7, context: "home-US" });
    await playback(recorder, { put: async () => true })(new URL("http://localhost/api/playback?id=7"), request);
    const event = {
      eventTs: "2026-03-01T00:00:00Z",
      eventId: "01890000-0000-7000-8000-000000000001",
      sessionId: "01890000-0000-7000-8000-000000000002",
      ...{ profileId: 7, titleId: 7, watchSeconds: 60, region: "DE", deviceType: "web" },
    };
    const queue = new FakeQueue();
    queue.send(JSON.stringify(event));
    await consumeWatchEvents(queue, await queue.receive(), recorder, () => undefined);
  });

  it("are these", () => {
    expect([...statements.keys()].sort()).toEqual(["insert-watch-events", "recommend", "record-session"]);
  });

  it.each(["insert-watch-events", "recommend", "record-session"])("%s has nothing against it", async (name) => {
    expect(await judged(statements.get(name)!)).toEqual({ plannedCount: 1, findings: [] });
  });
});

it("would find what is left out of one of them", async () => {
  const week = " AND watched.event_ts >= now() - interval '7 days'";
  const { findings } = await judged(statements.get("recommend")!.replace(week, ""));
  expect(findings).toEqual(["medium queries-name-a-partition"]);
});

describe("queries of docs/database.md", () => {
  it.each([
    [
      "history of a profile",
      `SELECT title_id, event_ts FROM streaming.fact_watch_events
       WHERE profile_id = $1 AND event_ts >= now() - interval '90 days' ORDER BY event_ts DESC LIMIT 50`,
    ],
    [
      "a title in a region",
      `SELECT count(DISTINCT profile_id), sum(watch_seconds) FROM streaming.fact_watch_events
       WHERE title_id = $1 AND region = $2 AND event_ts >= now() - interval '30 days'`,
    ],
    [
      "watch time of a region and device",
      `SELECT sum(watch_seconds) FROM streaming.fact_watch_events
       WHERE region = $1 AND device_type = $2 AND event_ts >= $3 AND event_ts < $4`,
    ],
    ["latency of the last five minutes", "SELECT service_name, p95_ms FROM streaming.api_latency_five_minutes"],
    ["bitrate of a session", "SELECT optimal_height FROM streaming.streaming_session_quality WHERE session_id = $1"],
    ["bitrate of a speed", "SELECT recommended_height FROM streaming.select_quality($1, $2, $3)"],
    ["a profile's days", "SELECT total_watch_time FROM streaming.daily_user_metrics WHERE profile_id = $1"],
    [
      "a profile's days as they are",
      `SELECT total_watch_time FROM streaming.daily_user_metrics_live
       WHERE profile_id = $1 AND activity_date >= current_date - 30`,
    ],
  ])("%s has nothing against it", async (_name, sql) => {
    expect(await judged(sql)).toEqual({ plannedCount: 1, findings: [] });
  });
});

const views = migrations.flatMap(({ text }) =>
  [...text.matchAll(/^CREATE (?:MATERIALIZED )?VIEW (\S+)/gm)].map(([, name]) => name!),
);

describe("views of the migrations", () => {
  it("are these", () => {
    expect(views).toEqual([
      "streaming.partition_health",
      "streaming.daily_user_metrics",
      "streaming.daily_user_metrics_live",
      "streaming.api_latency_five_minutes",
      "streaming.streaming_session_quality",
    ]);
  });

  it.each(views)("%s is read whole without a high finding", async (view) => {
    const { plannedCount, findings } = await judged(`SELECT * FROM ${view}`);
    expect(plannedCount).toBe(1);
    expect(findings.filter((each) => each.startsWith("high"))).toEqual([]);
  });
});

it("finds in the example of docs/sql.md what the page says", async () => {
  const page = readFileSync(join(__dirname, "../../../docs/sql.md"), "utf8");
  const [, sql = ""] = /^```sql\n([\s\S]+?)^```/m.exec(page)!;
  const [, output] = /^```\njudged by [\s\S]+?\n\n([\s\S]+?)^```/m.exec(page)!;
  const files = [await judgeSource(new SourceFile("report.sql", sql), database)];
  const plain = palette({}, {});
  expect(renderSql({ database: "PostgreSQL", notes: [], files }, plain)).toBe(`judged by PostgreSQL\n\n${output}`);
});
