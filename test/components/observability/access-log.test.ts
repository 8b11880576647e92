import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type AccessLogLine,
  FIVE_MINUTE_QUERY,
  INDEXED_FIELDS,
  logMetrics,
} from "../../../components/observability/access-log";
import { filterPattern } from "./filter-pattern";

const QUICK_MILLIS = 250;
const metrics = logMetrics(QUICK_MILLIS).map((metric) => ({ ...metric, matches: filterPattern(metric.pattern) }));

/** Every point that a line gives, by metric; those of a service under `metric/service`. */
function pointsOf(line: AccessLogLine): Record<string, number[]> {
  const points: Record<string, number[]> = {};
  for (const { metric, value, dimensions, matches } of metrics) {
    if (!matches({ ...line })) continue;
    const key = dimensions ? `${metric}/${line.service}` : metric;
    points[key] ??= [];
    points[key].push(value === "$.request_time" ? line.request_time : Number(value));
  }
  return points;
}

const line = (of: Partial<AccessLogLine> = {}): AccessLogLine => ({
  status: "200",
  request_time: 0.1,
  uri: "/api/playback/1",
  service: "playback-service",
  ...of,
});

describe("logMetrics()", () => {
  it("keeps an answer in time as four times no, and its duration for the region and the service", () => {
    expect(pointsOf(line())).toEqual({
      Failed: [0],
      Late: [0],
      Throttled: [0],
      Refused: [0],
      RequestSeconds: [0.1],
      "RequestSeconds/playback-service": [0.1],
    });
  });

  it.each([
    ["499", { Failed: [0], Refused: [1], Throttled: [0] }],
    ["500", { Failed: [1], Refused: [0], Throttled: [0] }],
    ["599", { Failed: [1], Refused: [0], Throttled: [0] }],
    ["429", { Failed: [0], Refused: [1], Throttled: [1] }],
    ["302", { Failed: [0], Refused: [0], Throttled: [0] }],
    ["000", { Failed: [0], Refused: [0], Throttled: [0] }], // NGINX's word for a client that left
  ])("tells status %s by its first digit", (status, points) => {
    expect(pointsOf(line({ status }))).toMatchObject(points);
  });

  it.each([
    [0.25, 0],
    [0.251, 1],
    [0, 0],
  ])("calls %p seconds late: %p", (request_time, late) => {
    expect(pointsOf(line({ request_time })).Late).toEqual([late]);
  });

  it("counts no health check, no metrics and no page", () => {
    for (const uri of ["/healthz", "/", "/metrics", "/apiary", "/x/api/playback"])
      expect(pointsOf(line({ uri }))).toEqual({});
  });

  it("gives each request of the API exactly one point in every metric, so an average is a share", () => {
    const lines = fc.record({
      status: fc.integer({ min: 100, max: 599 }).map(String),
      request_time: fc.integer({ min: 0, max: 60_000 }).map((millis) => millis / 1_000),
      uri: fc.constantFrom("/api/playback", "/api/catalog/titles", "/api/"),
      service: fc.constantFrom("playback-service", "catalog-service", ""),
    });
    fc.assert(
      fc.property(lines, (of) => {
        const counts = Object.values(pointsOf(of)).map((points) => points.length);
        expect(counts).toEqual(Array(6).fill(1));
      }),
    );
  });

  it("would lose durations in quotes, which is why the contract wants a bare number", () => {
    expect(pointsOf(line({ request_time: "0.100" as any })).RequestSeconds).toBeUndefined();
  });

  it("has one filter a role, and no more than three dimensions in any", () => {
    const roles = metrics.map(({ role }) => role);
    expect(roles).toEqual([...new Set(roles)]);
    expect(metrics.flatMap(({ dimensions }) => (dimensions ? [dimensions] : []))).toEqual([{ Service: "$.service" }]);
  });
});

describe("FIVE_MINUTE_QUERY", () => {
  it("asks the access log for five minutes by service and endpoint, slowest first", () => {
    expect(FIVE_MINUTE_QUERY).toBe(
      "fields service as service_name, request_time * 1000 as response_time_ms\n" +
        "| filter uri like /^\\/api\\// and toMillis(@timestamp) >= (now() - 300) * 1000\n" +
        "| parse uri /^(?<endpoint>\\/api\\/[^\\/]+)/\n" +
        "| stats count(*) as requests, pct(response_time_ms, 50) as p50_ms, pct(response_time_ms, 95) as p95_ms, " +
        "pct(response_time_ms, 99) as p99_ms, sum(status >= 400 and status < 500) as client_errors, " +
        "sum(status >= 500) as server_errors by service_name, endpoint\n" +
        "| sort p95_ms desc\n" +
        "| limit 100",
    );
  });

  it("answers under the names of the database's view", () => {
    const migration = join(__dirname, "../../../components/database/migrations/0005_api_request_logs.sql");
    const view = /CREATE VIEW streaming\.api_latency_five_minutes AS\s+SELECT([\s\S]+?)FROM/.exec(
      readFileSync(migration, "utf8"),
    )![1]!;
    const named = [...view.matchAll(/ AS (\w+)/g)].map(([, name]) => name);
    const asked = [...FIVE_MINUTE_QUERY.split("| stats ")[1]!.matchAll(/\) as (\w+)/g)].map(([, name]) => name);
    expect(asked).toEqual(named);
    expect(view.trim()).toMatch(/^service_name,\s+endpoint,/);
  });

  it("looks lines up by fields that they have", () => {
    expect(INDEXED_FIELDS.filter((field) => !(field in line()))).toEqual([]);
  });
});
