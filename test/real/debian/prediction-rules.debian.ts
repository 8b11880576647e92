import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type ForecastPlan, forecastRuleGroups } from "../../../components/service/prediction/forecast-rules";

// Debian 12: prometheus (2.42), for promtool. Its clock starts in 1970.
const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const plan: ForecastPlan = {
  region: "eu-west-1",
  requestsPerSecondPerPod: 120,
  maxReplicas: 100,
  runbookBaseUrl: "https://p95.example/docs/runbooks",
  releases: [
    { id: "premiere", at: "1970-01-01T02:00:00Z", multiplier: 2.5 },
    { id: "beside-it", at: "1970-01-01T02:00:00Z", multiplier: 1.5 },
    { id: "elsewhere", at: "1970-01-01T02:00:00Z", multiplier: 9, regions: ["us-east-1"] },
  ],
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "prediction-rules-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync("promtool", args, { cwd: folder, encoding: "utf8" });
  return { status, output: `${stdout}${stderr}` };
}

/** The counter of requests at so many requests a second, every `step` seconds. */
function requests(perSecond: (second: number) => number, until: number, step = 15) {
  const values: number[] = [];
  let total = 0;
  for (let second = 0; second <= until; second += step) {
    values.push(total);
    total += perSecond(second) * step;
  }
  const labels = 'service_name="playback-service",endpoint="/api/playback",status_code="200"';
  return { series: `http_request_duration_seconds_count{${labels}}`, values: values.join(" ") };
}

interface Expectation {
  readonly at: number;
  readonly expr: string;
  /** None: there must be no series. */
  readonly value?: number;
}

/** Has promtool compare, at `interval`, which also replaces the group's own: weeks at 30 seconds take minutes. */
function check(
  series: object[],
  step: number,
  interval: string,
  expectations: readonly Expectation[],
  alerts: object[] = [],
) {
  const groups = forecastRuleGroups(plan).map((group) => ({ ...group, interval }));
  writeFileSync(join(folder, "rules.json"), JSON.stringify({ groups }));
  const test = {
    interval: `${step}s`,
    input_series: series,
    promql_expr_test: expectations.map(({ at, expr, value }) => ({
      expr: `round(sum(${expr}), 0.001)`,
      eval_time: `${at}s`,
      exp_samples: value === undefined ? [] : [{ labels: "{}", value }],
    })),
    alert_rule_test: alerts,
  };
  writeFileSync(
    join(folder, "test.json"),
    JSON.stringify({ rule_files: ["rules.json"], evaluation_interval: interval, tests: [test] }),
  );
  return promtool("test", "rules", "test.json");
}

const passed = { status: 0, output: expect.stringContaining("SUCCESS") };

describe("the rules of the forecast, in promtool", () => {
  it("are valid", () => {
    writeFileSync(join(folder, "rules.json"), JSON.stringify({ groups: forecastRuleGroups(plan) }));
    expect(promtool("check", "rules", "rules.json")).toEqual({
      status: 0,
      output: expect.stringContaining("SUCCESS: 7 rules found"),
    });
  });

  it("multiply the level before a release from ten minutes before it to fifteen after it", () => {
    const rush = (second: number) => (second < 2 * HOUR ? 1200 : 3000);
    const gauge = 'release_expected_multiplier{service_name="playback-service",release="premiere"}';
    const release = "playback:predicted_replicas:release";
    const at = (minutes: number, seconds = 0) => 2 * HOUR + minutes * MINUTE + seconds;
    expect(
      check([requests(rush, 3 * HOUR)], 15, "30s", [
        { at: at(-11), expr: gauge },
        { at: at(-10, -30), expr: gauge },
        { at: at(-10), expr: gauge, value: 2.5 },
        { at: at(14, 30), expr: gauge, value: 2.5 },
        { at: at(15), expr: gauge },
        { at: at(-10), expr: 'release_expected_multiplier{release="elsewhere"}' },
        { at: at(-11), expr: release },
        { at: at(-10), expr: release, value: 25 }, // 2.5, not 1.5, times 1200 over 120
        { at: at(9, 30), expr: release, value: 25 }, // the rush itself is not multiplied
        { at: at(16), expr: release },
      ]),
    ).toEqual(passed);
  });

  it("hear a release that somebody else exports", () => {
    const exported = {
      series: 'release_expected_multiplier{service_name="playback-service",pod="calendar"}',
      values: "_x240 2x8", // from the hour on
    };
    expect(
      check([requests(() => 1200, 3 * HOUR), exported], 15, "30s", [
        { at: HOUR + MINUTE, expr: "playback:predicted_replicas:release", value: 20 },
      ]),
    ).toEqual(passed);
  });

  it("go on for ten minutes as the last twenty went, and never below nothing", () => {
    const trend = "playback:predicted_replicas:trend";
    const rising = (second: number) => 1200 + second / 2;
    const falling = (second: number) => Math.max(0, 2400 - second);
    // A rate over a minute is that of half a minute ago, plus half a scrape: 1200 + (3600 + 600 - 37.5) / 2 over 120.
    expect(check([requests(rising, 2 * HOUR)], 15, "30s", [{ at: HOUR, expr: trend, value: 27.344 }])).toEqual(passed);
    expect(
      check([requests(falling, 2 * HOUR)], 15, "30s", [
        { at: 25 * MINUTE, expr: trend, value: 2.813 },
        { at: 35 * MINUTE, expr: trend, value: 0 },
      ]),
    ).toEqual(passed);
  });

  it("repeat the next ten minutes of last week at today's level, between half and twice of it", () => {
    const lastWeek = "playback:predicted_replicas:last_week";
    const now = 7 * DAY + 12 * HOUR;
    const week = (today: number) => (second: number) => {
      if (second > now - 2 * HOUR) return today;
      return second > 12 * HOUR + 3 * MINUTE && second <= 12 * HOUR + 9 * MINUTE ? 1800 : 600;
    };
    const expected = (today: number, value?: number) =>
      check([requests(week(today), now + HOUR, 30)], 30, "5m", [
        { at: now, expr: lastWeek, ...(value ? { value } : {}) },
      ]);
    expect(expected(600, 15)).toEqual(passed);
    expect(expected(900, 22.5)).toEqual(passed);
    expect(expected(6000, 30)).toEqual(passed);
    expect(expected(100, 7.5)).toEqual(passed);
    const young = [{ at: 6 * DAY, expr: lastWeek }];
    expect(check([requests(week(600), 6 * DAY + HOUR, 30)], 30, "5m", young)).toEqual(passed);
  });

  it("page within a minute when a release needs more pods than there may be, and not for the most there may be", () => {
    const alert = {
      exp_labels: { severity: "page", service_name: "playback-service" },
      exp_annotations: {
        summary: "A release is about to need 110 pods, and the autoscaler may start 100",
        description: "What comes on top finds no pod: latency and errors from the first minute of the release.",
        runbook_url: "https://p95.example/docs/autoscaling.md#a-release-above-the-maximum",
      },
    };
    const at = (eval_time: string, exp_alerts: object[]) => ({
      eval_time,
      alertname: "PlaybackReleaseAboveMaximum",
      exp_alerts,
    });
    const busy = [requests(() => 4800, 3 * HOUR)];
    const alerts = [
      at("109m", []),
      at("110m", []),
      at("110m30s", []),
      at("111m", [alert]),
      at("134m", [alert]),
      at("136m", []),
    ];
    expect(check(busy, 15, "30s", [], alerts)).toEqual(passed);
    const most = [requests(() => 4320, 3 * HOUR)]; // 36 pods times 2.5 are 90, raised 99
    expect(check(most, 15, "30s", [], [at("111m", []), at("130m", [])])).toEqual(passed);
  });

  it("would be caught if they were wrong", () => {
    const { status, output } = check([requests(() => 1200, HOUR)], 15, "30s", [
      { at: 30 * MINUTE, expr: "playback:rps:rate1m", value: 1201 },
    ]);
    expect(status).toBe(1);
    expect(output).toContain("got:");
  });
});
