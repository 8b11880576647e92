import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { CACHE_LIMITS, RECOMMENDATION_KEYS } from "../../../components/cache/contract";
import { contractVariables } from "../../../runtime/cache/contract";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let owner: Client;
const started: ChildProcess[] = [];

beforeAll(async () => {
  server = await startPostgres();
  owner = await migratedDatabase(server);
  await owner.query("CREATE ROLE service LOGIN IN ROLE streaming_app");
});
afterEach(() => {
  for (const each of started.splice(0)) each.kill("SIGKILL");
});
afterAll(() => server?.stop());

/** The program as a pod runs it, on ports that are free. */
function run(workload: string, env: Record<string, string>): ChildProcess {
  const main = join(__dirname, "../../../runtime/workload/main.ts");
  const child = spawn(process.execPath, ["--require", "sucrase/register/ts", main, workload], {
    cwd: join(__dirname, "../../.."),
    env: { PATH: process.env.PATH ?? "", HTTP_PORT: "0", METRICS_PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  started.push(child);
  return child;
}

const endpoint = {
  host: "127.0.0.1",
  port: 1,
  region: "us-east-1",
  name: "absent",
  serverless: false,
  user: "",
  tls: false,
  cluster: false,
};

/** The first entry of its log that says it listens. */
async function listening(child: ChildProcess): Promise<{ http: number; metrics: number }> {
  let log = "";
  for await (const chunk of child.stdout!.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    log += chunk;
    const line = /^\{.*"message":"listening".*\}$/m.exec(log);
    if (line) {
      child.stdout!.resume();
      return JSON.parse(line[0]);
    }
  }
  throw new Error(`ended without listening\n${log}`);
}

describe("the process", () => {
  it("answers what is under way when it gets SIGTERM, then ends by itself", async () => {
    const child = run("recommendation-service", {
      DATABASE_HOST: server.socketFolder,
      DATABASE_PORT: "5432",
      DATABASE_NAME: "streaming",
      PGUSER: "service",
      ...contractVariables({ limits: CACHE_LIMITS, recommendations: { endpoint, ...RECOMMENDATION_KEYS } }),
    });
    const { http } = await listening(child);
    const site = `http://127.0.0.1:${http}`;
    await owner.query("BEGIN");
    await owner.query("LOCK TABLE streaming.fact_watch_events IN ACCESS EXCLUSIVE MODE");
    const answer = fetch(`${site}/api/recommendations?id=1`);
    const blocked = "SELECT count(*)::int FROM pg_stat_activity WHERE usename = 'service' AND wait_event_type = 'Lock'";
    while ((await owner.query(blocked)).rows[0].count === 0) await owner.query("SELECT pg_stat_clear_snapshot()");
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    const refused = async () => (await fetch(`${site}/healthz`).catch(() => undefined)) === undefined;
    while (!(await refused())) await owner.query("SELECT 1");
    await owner.query("COMMIT");
    const response = await answer;
    expect([response.status, await response.json()]).toEqual([200, { titles: [] }]);
    expect(await ended).toEqual([0, null]);
  });

  it("ends with its reasons on an environment that is none", async () => {
    const child = run("playback-service", {});
    let said = "";
    child.stderr!.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    expect(await once(child, "close")).toEqual([1, null]);
    expect(said).toContain("Cannot read the cache contract\n  CACHE_CONTRACT_VERSION: must be 1, got nothing");
  });
});
