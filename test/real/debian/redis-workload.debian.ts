import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { CACHE_LIMITS, RECOMMENDATION_KEYS, SESSION_KEYS } from "../../../components/cache/contract";
import { contractVariables } from "../../../runtime/cache/contract";
import { start, type Workload } from "../../../runtime/workload/main";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";
import { type RedisServer, startRedis } from "../../support/redis-server";
import { generatedEvents, insertEvents } from "../../support/watch-events";

// Debian 12: redis-server (7.0); PostgreSQL from npm
let redis: RedisServer;
let postgres: PostgresServer;
let owner: Client;
const workloads: Workload[] = [];

beforeAll(async () => {
  [redis, postgres] = await Promise.all([startRedis(), startPostgres()]);
  owner = await migratedDatabase(postgres);
  await owner.query("CREATE ROLE service LOGIN IN ROLE streaming_app");
  const now = Date.now();
  await insertEvents(owner, generatedEvents(2_000, new Date(now - 6 * 86_400_000), new Date(now), 1));
});
afterAll(async () => {
  await Promise.all(workloads.map(({ stop }) => stop()));
  await redis?.stop();
  await postgres?.stop();
});

/** A pod, connected to Redis. */
async function pod(service: string): Promise<Workload> {
  const endpoint = redis.address;
  const env = {
    DATABASE_HOST: postgres.socketFolder,
    DATABASE_PORT: "5432",
    DATABASE_NAME: "streaming",
    PGUSER: "service",
    ...contractVariables({
      limits: { ...CACHE_LIMITS, l2TimeoutMillis: 1_000, lockMillis: 4_000 }, // no matter of luck on a busy machine
      recommendations: { endpoint, ...RECOMMENDATION_KEYS },
      sessions: { read: endpoint, write: endpoint, ...SESSION_KEYS },
    }),
  };
  const before = await connections();
  const workload = await start(service, env, { http: 0, metrics: 0 }, () => undefined);
  workloads.push(workload);
  while ((await connections()) === before) await redis.admin.ping();
  return workload;
}

const connections = async () => String(await redis.admin.call("CLIENT", "LIST", "TYPE", "NORMAL")).split("\n").length;

async function get({ ports }: Workload, path: string) {
  const response = await fetch(`http://127.0.0.1:${ports.http}${path}`);
  return { status: response.status, body: (await response.json()) as any };
}

async function metric({ ports }: Workload, series: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${ports.metrics}/metrics`)).text();
  return Number(
    text
      .split("\n")
      .find((line) => line.startsWith(`${series} `))
      ?.split(" ")[1] ?? 0,
  );
}

const result = (name: string) => `cache_requests_total{cache="recs",result="${name}"}`;

describe("the reference workload", () => {
  it("keeps recommendations in Redis for the next pod, which asks no database", async () => {
    const [one, two] = [await pod("recommendation-service"), await pod("recommendation-service")];
    const path = "/api/recommendations?id=3&context=home-DE";
    let first = await get(one, path);
    while ((await redis.admin.exists("recs:3:home-DE")) === 0) first = await get(one, path);
    await owner.query("REVOKE SELECT ON streaming.fact_watch_events FROM streaming_app");
    const second = await get(two, path);
    await owner.query("GRANT SELECT ON streaming.fact_watch_events TO streaming_app");
    expect(first.body.titles[0]).toEqual({ titleId: expect.any(Number), score: expect.any(Number) });
    expect(second).toEqual(first);
    expect([await metric(two, result("l2")), await metric(two, result("load"))]).toEqual([1, 0]);
    expect(JSON.parse((await redis.admin.get("recs:3:home-DE"))!)).toEqual(first.body);
  });

  it("remembers a session for four hours", async () => {
    const service = await pod("playback-service");
    let body: any;
    do ({ body } = await get(service, "/api/playback?id=7&profile=3&mbps=10"));
    while (!body.session.remembered);
    const key = `session:${body.sessionId}`;
    expect(JSON.parse((await redis.admin.get(key))!)).toEqual({ profileId: 3, titleId: 7, height: 1080 });
    expect(await redis.admin.ttl(key)).toBeGreaterThan(4 * 3_600 - 60);
  });

  it("goes on without Redis", async () => {
    await redis.kill();
    const statuses = await Promise.all(
      workloads.flatMap((workload, index) =>
        Array.from({ length: 20 }, (_, n) =>
          get(workload, index < 2 ? `/api/recommendations?id=${100 + n}&context=home-US` : `/api/playback?id=${n}`),
        ),
      ),
    );
    expect(new Set(statuses.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
