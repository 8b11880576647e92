import { request } from "node:http";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Registry } from "prom-client";
import {
  HTTP_PORT,
  LIVENESS_PATH,
  METRICS_PATH,
  METRICS_PORT,
  READINESS_PATH,
} from "../../../components/service/service-contract";
import { PORTS } from "../../../runtime/workload/main";
import { ServiceMetrics } from "../../../runtime/workload/metrics";
import { BadRequest, type Handler, HttpService, type Ports } from "../../../runtime/workload/server";

let service: HttpService;
let alive: boolean;
let ports: Ports;
let logged: object[];
/** Ends the request that waits. */
let answer: () => void;
let asked: Promise<void>;

beforeEach(async () => {
  logged = [];
  alive = true;
  let arrived: () => void;
  asked = new Promise((resolve) => {
    arrived = resolve;
  });
  const endpoints: Record<string, Handler> = {
    "/api/echo": async (url) => ({ status: 200, body: { said: url.searchParams.get("say") } }),
    "/api/strict": async () => {
      throw new BadRequest("id must be a number");
    },
    "/api/broken": async () => {
      throw new Error("secret of the database");
    },
    "/api/slow": async () => {
      arrived();
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return { status: 200, body: "late" };
    },
  };
  service = new HttpService({
    endpoints,
    metrics: new ServiceMetrics("test-service", new Registry()),
    ports: { http: 0, metrics: 0 },
    log: (entry) => logged.push(entry),
    alive: () => alive,
  });
  ports = await service.start();
});
afterEach(() => service.drain());

async function get(path: string, port = ports.http) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  const text = await response.text();
  return { status: response.status, text, close: response.headers.get("connection") };
}

const samples = async () => (await get("/metrics", ports.metrics)).text.split("\n");

describe("a service", () => {
  it("has the ports and paths that its pod promises", () => {
    expect([PORTS, LIVENESS_PATH, READINESS_PATH, METRICS_PATH]).toEqual([
      { http: HTTP_PORT, metrics: METRICS_PORT },
      "/healthz",
      "/readyz",
      "/metrics",
    ]);
  });

  it("is alive at once, and ready when it is warm", async () => {
    expect([(await get(LIVENESS_PATH)).status, await get(READINESS_PATH)]).toMatchObject([
      200,
      { status: 503, text: '{"status":"starting"}' },
    ]);
    service.isWarm();
    expect(await get(READINESS_PATH)).toMatchObject({ status: 200, text: '{"status":"ready"}' });
  });

  it.each(["http", "metrics"] as const)("says on port %s when it hangs", async (port) => {
    expect(await get(LIVENESS_PATH, ports[port])).toMatchObject({ status: 200, text: '{"status":"alive"}' });
    alive = false;
    expect(await get(LIVENESS_PATH, ports[port])).toMatchObject({ status: 503, text: '{"status":"hangs"}' });
  });

  it("answers its endpoints, tells clients their mistakes, and keeps its own to its log", async () => {
    expect(await get("/api/echo?say=hello")).toMatchObject({ status: 200, text: '{"said":"hello"}' });
    expect(await get("/api/strict")).toMatchObject({ status: 400, text: '{"error":"id must be a number"}' });
    expect(await get("/api/broken")).toMatchObject({ status: 500, text: '{"error":"internal error"}' });
    expect(await get("/api/echo/below")).toMatchObject({ status: 404, text: '{"error":"not found"}' });
    expect(await get("/constructor")).toMatchObject({ status: 404 });
    expect(logged).toEqual([{ level: "error", endpoint: "/api/broken", error: "Error: secret of the database" }]);
  });

  it("survives an address that is none", async () => {
    const status = await new Promise((resolve, reject) => {
      request({ port: ports.http, host: "127.0.0.1", path: "//" }, (response) => {
        response.resume().once("end", () => resolve(response.statusCode));
      })
        .once("error", reject)
        .end();
    });
    expect(status).toBe(404);
  });

  it("counts requests by endpoint and status, with the buckets that dashboards read, and health checks not at all", async () => {
    for (const path of ["/api/echo", "/api/echo", "/api/broken", "/invented/1", "/invented/2", "/healthz", "/readyz"]) {
      await get(path);
    }
    const counts = (await samples()).filter((line) => line.startsWith("http_request_duration_seconds_count"));
    const labels = (endpoint: string, status: number) =>
      `http_request_duration_seconds_count{service_name="test-service",endpoint="${endpoint}",status_code="${status}"}`;
    expect(counts).toEqual([
      `${labels("/api/echo", 200)} 2`,
      `${labels("/api/broken", 500)} 1`,
      `${labels("other", 404)} 2`,
    ]);
    const bounds = (await samples()).flatMap((line) => /_bucket\{le="([^"]+)".*echo/.exec(line)?.[1] ?? []);
    expect(bounds).toEqual(expect.arrayContaining(["0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"]));
  });

  it("counts a client that did not wait as 499", async () => {
    const leave = new AbortController();
    const left = fetch(`http://127.0.0.1:${ports.http}/api/slow`, { signal: leave.signal }).catch(() => "left");
    await asked;
    leave.abort();
    expect(await left).toBe("left");
    const labels = 'service_name="test-service",endpoint="/api/slow",status_code="499"';
    while (!(await samples()).includes(`http_request_duration_seconds_count{${labels}} 1`));
    answer();
  });

  it("counts the bytes of bodies, received and sent", async () => {
    await fetch(`http://127.0.0.1:${ports.http}/api/echo?say=x`, { method: "POST", body: "12345" });
    const bytes = 5 + '{"said":"x"}'.length;
    expect(await samples()).toContain(`data_processed_bytes_total{service_name="test-service"} ${bytes}`);
  });

  it("finishes what is under way when it drains, is not ready any more, and takes no new connection", async () => {
    service.isWarm();
    const slow = get("/api/slow");
    await asked;
    let drained = false;
    const draining = service.drain().then(() => {
      drained = true;
    });
    await expect(get("/api/echo")).rejects.toThrow("fetch failed");
    expect(drained).toBe(false);
    expect((await samples()).length).toBeGreaterThan(1); // metrics go on to the end
    answer();
    expect(await slow).toMatchObject({ status: 200, text: '"late"', close: "close" });
    await draining;
  });
});
