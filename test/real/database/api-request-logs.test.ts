import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { explain } from "../../support/explain";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";

let server: PostgresServer;
let db: Client;

beforeAll(async () => {
  server = await startPostgres();
  db = await migratedDatabase(server);
});
afterAll(() => server?.stop());

interface Request {
  readonly secondsAgo: number;
  readonly service: string;
  readonly endpoint: string;
  readonly status: number;
  readonly millis: number;
}

/** Ten minutes of requests; the primes keep duration, status and age from going in step. */
const requests: Request[] = Array.from({ length: 4000 }, (_, n) => ({
  secondsAgo: (n * 7) % 600,
  service: ["playback", "recommendations"][n % 2]!,
  endpoint: ["/titles/{id}", "/playback/start", "/recs"][n % 3]!,
  status: n % 97 === 0 ? 503 : n % 31 === 0 ? 404 : 200,
  millis: ((n * 7919) % 1000) + (n % 13) / 8,
}));

/** Linear interpolation between the two nearest ranks, as percentile_cont is defined. */
function percentile(sorted: readonly number[], fraction: number): number {
  const rank = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(rank)]!;
  return low + (rank - Math.floor(rank)) * (sorted[Math.ceil(rank)]! - low);
}

function naive() {
  const recent = requests.filter(({ secondsAgo }) => secondsAgo <= 300);
  const keys = [...new Set(recent.map(({ service, endpoint }) => `${service} ${endpoint}`))].sort();
  return keys.map((key) => {
    const group = recent.filter(({ service, endpoint }) => `${service} ${endpoint}` === key);
    const sorted = group.map(({ millis }) => millis).sort((a, b) => a - b);
    return {
      key,
      requests: group.length,
      p50_ms: percentile(sorted, 0.5),
      p95_ms: percentile(sorted, 0.95),
      p99_ms: percentile(sorted, 0.99),
      client_errors: group.filter(({ status }) => status >= 400 && status < 500).length,
      server_errors: group.filter(({ status }) => status >= 500).length,
    };
  });
}

describe("api_latency_five_minutes", () => {
  it("shows what a sort of the last five minutes finds, per service and endpoint", async () => {
    await db.query("BEGIN"); // so that now() is the same moment for the rows and for the view
    await db.query(
      `INSERT INTO api_request_logs ("timestamp", service_name, endpoint, method, region, status_code, response_time_ms)
       SELECT now() - "secondsAgo" * interval '1 second', service, endpoint, 'GET', 'US', status, millis
       FROM json_to_recordset($1) AS r("secondsAgo" int, service text, endpoint text, status smallint, millis float8)`,
      [JSON.stringify(requests)],
    );
    const { rows } =
      await db.query(`SELECT service_name || ' ' || endpoint AS key, requests::int, p50_ms, p95_ms, p99_ms,
      client_errors::int, server_errors::int FROM api_latency_five_minutes ORDER BY 1`);
    await db.query("COMMIT");
    const rounded = (row: Record<string, unknown>) =>
      Object.fromEntries(Object.entries(row).map(([k, v]) => [k, typeof v === "number" ? Number(v.toFixed(6)) : v]));
    expect(rows.map(rounded)).toEqual(naive().map(rounded));
  });

  it("reads today's partition through the index of times, not the days before", async () => {
    await db.query(`INSERT INTO api_request_logs ("timestamp", service_name, endpoint, method, region, status_code, response_time_ms)
      SELECT date_trunc('day', now()) + n * interval '1 second', 'playback', '/recs', 'GET', 'US', 200, 1 FROM generate_series(1, 86399) n`);
    await db.query("VACUUM (ANALYZE) api_request_logs"); // summarises BRIN ranges too
    // a fixed window in the middle of the day: the view's own may reach over midnight
    const plan = await explain(
      db,
      `SELECT count(*) FROM api_request_logs
       WHERE "timestamp" >= date_trunc('day', now()) + interval '12 hours' AND "timestamp" < date_trunc('day', now()) + interval '12 hours 5 minutes'`,
    );
    expect(plan.indexes).toEqual(["api_request_logs_timestamp"]);
  });

  it.each([
    ["a status that HTTP does not have", 600, 1, "api_request_logs_status"],
    ["a negative duration", 200, -0.001, "api_request_logs_duration"],
    ["a duration that is no number", 200, Number.NaN, "api_request_logs_duration"],
  ])("refuses %s", async (_, status, millis, constraint) => {
    const insert = db.query(
      `INSERT INTO api_request_logs (service_name, endpoint, method, region, status_code, response_time_ms)
       VALUES ('playback', '/recs', 'GET', 'US', $1, $2)`,
      [status, millis],
    );
    await expect(insert).rejects.toMatchObject({ code: "23514", constraint });
  });
});
