import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { CACHE_LIMITS, RECOMMENDATION_KEYS, SESSION_KEYS } from "../../../components/cache/contract";
import { contractVariables } from "../../../runtime/cache/contract";
import { start, type Workload } from "../../../runtime/workload/main";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";
import { insertEvents } from "../../support/watch-events";

// Everything as in a pod, except that no Redis listens: an answer may not need one.
let server: PostgresServer;
let owner: Client;
let playback: Workload;
let recommendations: Workload;
const logged: any[] = [];

beforeAll(async () => {
  server = await startPostgres();
  owner = await migratedDatabase(server);
  await owner.query("CREATE ROLE service LOGIN IN ROLE streaming_app");
  const nobody = {
    host: "127.0.0.1",
    port: 1,
    region: "us-east-1",
    name: "absent",
    serverless: false,
    user: "",
    tls: false,
    cluster: false,
  };
  const env = {
    DATABASE_HOST: server.socketFolder,
    DATABASE_PORT: "5432",
    DATABASE_NAME: "streaming",
    PGUSER: "service",
    ...contractVariables({
      limits: CACHE_LIMITS,
      recommendations: { endpoint: nobody, ...RECOMMENDATION_KEYS },
      sessions: { read: nobody, write: nobody, ...SESSION_KEYS },
    }),
  };
  const ports = { http: 0, metrics: 0 };
  playback = await start("playback-service", env, ports, (entry) => logged.push(entry));
  recommendations = await start("recommendation-service", env, ports, (entry) => logged.push(entry));
});
afterAll(async () => {
  await playback?.stop();
  await recommendations?.stop();
  await server?.stop();
});

async function get({ ports }: Workload, path: string) {
  const response = await fetch(`http://127.0.0.1:${ports.http}${path}`);
  return { status: response.status, body: (await response.json()) as any };
}

describe("playback", () => {
  it.each([
    ["", 480],
    ["&mbps=4.999", 480],
    ["&mbps=5", 720],
    ["&mbps=9.999", 720],
    ["&mbps=10", 1080],
    ["&mbps=25", 2160],
    ["&mbps=25&height=1080", 1080],
  ])("answers /api/playback?id=7%s with the manifest of %d lines, as the database would", async (query, height) => {
    const { status, body } = await get(playback, `/api/playback?id=7&profile=3${query}`);
    expect([status, body.manifest, body.height]).toEqual([200, `/titles/7/master-${height}.m3u8`, height]);
    const { rows } = await owner.query(
      `SELECT s.profile_id, s.title_id, s.status, q.optimal_height
       FROM streaming.streaming_sessions s JOIN streaming.streaming_session_quality q USING (session_id) WHERE session_id = $1`,
      [body.sessionId],
    );
    expect(rows).toEqual([{ profile_id: "3", title_id: "7", status: "active", optimal_height: height }]);
  });

  it("says that the session is recorded and, without Redis, not remembered", async () => {
    expect((await get(playback, "/api/playback?id=7")).body.session).toEqual({ remembered: false, recorded: true });
  });

  it("lets a film start when neither can be written", async () => {
    await owner.query("REVOKE INSERT ON streaming.streaming_sessions FROM streaming_app");
    const { status, body } = await get(playback, "/api/playback?id=7&mbps=10");
    await owner.query("GRANT INSERT ON streaming.streaming_sessions TO streaming_app");
    expect([status, body.manifest, body.session]).toEqual([
      200,
      "/titles/7/master-1080.m3u8",
      { remembered: false, recorded: false },
    ]);
  });

  it.each([
    ["", "id must be a whole number of 0 to 9007199254740991"],
    ["?id=x", "id must be a whole number of 0 to 9007199254740991"],
    ["?id=1&height=0", "height must be a whole number of 1 to 4320"],
    ["?id=1&mbps=-1", "mbps must be a number of 0 to 999999"],
    ["?id=1&mbps=NaN", "mbps must be a number of 0 to 999999"],
    ["?id=1&region=us", "region must be two capital letters"],
    ["?id=1&device=DROP%20TABLE", "device must be up to 32 lower-case letters and _"],
  ])("refuses /api/playback%s", async (query, error) => {
    expect(await get(playback, `/api/playback${query}`)).toEqual({ status: 400, body: { error } });
  });
});

describe("recommendations", () => {
  beforeAll(async () => {
    const hour = 3_600_000;
    const watched = (n: number, profile: number, title: number, seconds: number, ago: number, region = "US") => ({
      event_ts: new Date(Date.now() - ago).toISOString(),
      event_id: `01890000-0000-7000-8000-${String(n).padStart(12, "0")}`,
      profile_id: profile,
      session_id: "01890000-0000-7000-8000-000000000000",
      title_id: title,
      watch_seconds: seconds,
      region,
      device_type: "web",
    });
    await insertEvents(owner, [
      watched(1, 1, 10, 500, hour),
      watched(2, 2, 10, 500, hour),
      watched(3, 1, 11, 800, hour),
      watched(4, 2, 12, 900, 8 * 24 * hour), // over a week ago
      watched(5, 2, 13, 900, hour, "DE"),
      watched(6, 42, 11, 10, 60 * 24 * hour), // 42 saw 11 this quarter
    ]);
  });

  it("are what the region watches most this week, without what the profile has seen", async () => {
    const [new1, seen] = [
      await get(recommendations, "/api/recommendations?id=7&context=home-US"),
      await get(recommendations, "/api/recommendations?id=42&context=home-US"),
    ];
    expect(new1).toEqual({
      status: 200,
      body: {
        titles: [
          { titleId: 10, score: 1_000 },
          { titleId: 11, score: 800 },
        ],
      },
    });
    expect(seen.body).toEqual({ titles: [{ titleId: 10, score: 1_000 }] });
  });

  it("are none where nobody watches", async () => {
    expect((await get(recommendations, "/api/recommendations?id=7&context=home-FR")).body).toEqual({ titles: [] });
  });

  it("are read once, then answered by the process", async () => {
    const metric = async () => {
      const text = await (await fetch(`http://127.0.0.1:${recommendations.ports.metrics}/metrics`)).text();
      return text.split("\n").filter((line) => line.startsWith("cache_requests_total"));
    };
    const before = await metric();
    await get(recommendations, "/api/recommendations?id=99&context=home-DE");
    await get(recommendations, "/api/recommendations?id=99&context=home-DE");
    const count = (lines: string[], result: string) =>
      Number(lines.find((line) => line.includes(`result="${result}"`))?.split(" ")[1] ?? 0);
    const after = await metric();
    expect(["load", "l1"].map((result) => count(after, result) - count(before, result))).toEqual([1, 1]);
  });

  it("refuse a context that is none", async () => {
    expect(await get(recommendations, "/api/recommendations?id=1&context=home")).toEqual({
      status: 400,
      body: { error: "context must be a screen and a region such as home-US" },
    });
  });
});

describe("starting", () => {
  const ports = { http: 0, metrics: 0 };

  it("fails at once, with all that is wrong, on an environment that is none", async () => {
    await expect(start("playback-service", {}, ports)).rejects.toThrow(
      "CACHE_CONTRACT_VERSION: must be 1, got nothing",
    );
    await expect(start("catalog", {}, ports)).rejects.toThrow("usage: main playback-service");
    await expect(start("watch-event-worker", {}, ports)).rejects.toThrow("watch-event-worker needs QUEUE_URL");
    await expect(start("watch-event-worker", { QUEUE_URL: "https://queue" }, ports)).rejects.toThrow(
      "DATABASE_HOST: must be a host name or the folder of a socket, got nothing",
    );
  });

  it("says in its log that a cache does not answer, and never with what", () => {
    expect(new Set(logged.map((entry) => JSON.stringify(Object.keys(entry))))).toEqual(
      new Set(['["level","cache","error"]']),
    );
    expect(logged[0]).toMatchObject({ level: "warn", cache: "absent", error: expect.stringContaining("ECONNREFUSED") });
  });
});
