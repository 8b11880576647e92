import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { type LoadPlan, type LoadRequest, loadPlan, regressionPlan } from "../../../runtime/load/plan";
import { limits, profile } from "./samples";

/** k6 is one Go program, which npm does not have: `K6=<path>`, or a `k6` on PATH. */
const k6 = process.env.K6 || "k6";
const missing = spawnSync(k6, ["version"]).status !== 0;

(missing ? describe.skip : describe)("the script in the real k6", () => {
  let server: Server;
  let requests: LoadRequest[];
  let asked: string[] = [];

  beforeAll(async () => {
    server = createServer(({ url = "" }, response) => {
      asked.push(url);
      response.statusCode = url.startsWith("/broken") ? 503 : url.startsWith("/refused") ? 429 : 200;
      response.end("{}");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    requests = [at("/api/playback", 70), at("/api/catalog", 30)];
  });
  afterAll(() => void server.close());

  const at = (endpoint: string, sharePercent: number): LoadRequest => ({
    endpoint,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${endpoint}?title={n}`,
    distinct: 1_000,
    sharePercent,
  });

  /** Runs the shipped script with `plan`; exit code and summary. */
  async function run(plan: LoadPlan): Promise<{ code: number | null; metrics: any }> {
    asked = [];
    const folder = mkdtempSync(join(tmpdir(), "k6-"));
    try {
      writeFileSync(join(folder, "plan.json"), JSON.stringify(plan));
      copyFileSync(join(__dirname, "../../../runtime/load/traffic.ts"), join(folder, "traffic.ts"));
      const summary = join(folder, "summary.json");
      const args = [
        "run",
        "--quiet",
        "--no-usage-report",
        "--address",
        "127.0.0.1:0",
        "--summary-export",
        summary,
        join(folder, "traffic.ts"),
      ];
      const child = spawn(k6, args, { stdio: "ignore" });
      const code = await new Promise<number | null>((resolve) => child.on("exit", resolve));
      return { code, metrics: require(summary).metrics };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /** The regression benchmark with a second for each of its minutes. */
  function quick(of: readonly LoadRequest[]): LoadPlan {
    const plan = regressionPlan(40, 1, { ...limits, p50Millis: 5_000, p95Millis: 5_000, p99Millis: 5_000 }, of);
    const scenarios = plan.options.scenarios as Record<string, any>;
    Object.assign(scenarios["warm-up"], { duration: "1s" });
    Object.assign(scenarios.measured, { startTime: "1s", duration: "2s" });
    return plan;
  }

  it("sends the planned rate in the planned shares, and passes", async () => {
    const { code, metrics } = await run(quick(requests));
    expect(code).toBe(0);
    const playback = asked.filter((url) => url.startsWith("/api/playback?title=")).length;
    expect(Math.abs(asked.length - 120)).toBeLessThanOrEqual(3); // one arrival more or less at each end of a scenario
    expect(playback + asked.filter((url) => url.startsWith("/api/catalog?title=")).length).toBe(asked.length);
    expect(playback / asked.length).toBeGreaterThan(0.5); // 0.7; five standard deviations away
    expect(metrics.rate_limited.value).toBe(0);
  });

  it("fails with 99 when requests fail, which is what fails the Job", async () => {
    const { code, metrics } = await run(quick([at("/broken", 100)]));
    expect([code, metrics["http_req_failed{phase:measured}"].value]).toEqual([99, 1]);
  });

  it("counts refusals of the rate limit, and takes them for answers", async () => {
    const { code, metrics } = await run(quick([at("/refused", 100)]));
    expect([code, metrics.rate_limited.value, metrics["http_req_failed{phase:measured}"].value]).toEqual([0, 1, 0]);
  });

  it.each(["expected-peak", "release-spike", "soak"] as const)("reads the plan of %s as it is", (test) => {
    const folder = mkdtempSync(join(tmpdir(), "k6-"));
    try {
      writeFileSync(join(folder, "plan.json"), JSON.stringify(loadPlan(test, profile, limits, requests)));
      copyFileSync(join(__dirname, "../../../runtime/load/traffic.ts"), join(folder, "traffic.ts"));
      const { status, stdout } = spawnSync(k6, ["inspect", "--execution-requirements", join(folder, "traffic.ts")]);
      const { maxVUs, totalDuration } = JSON.parse(stdout.toString());
      const longest = { "expected-peak": "32m30s", "release-spike": "59m0s", soak: "4h12m30s" } as const;
      expect({ status, maxVUs, totalDuration }).toEqual({
        status: 0,
        maxVUs: test === "release-spike" ? 20_000 : test === "soak" ? 4_800 : 8_000,
        totalDuration: longest[test],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
