import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { capacityCommand } from "../../../review/commands/capacity";
import type { Command } from "../../../review/commands/index";
import { replayCommand } from "../../../review/commands/replay";
import { SettingsError } from "../../../review/engine/settings-error";
import { EXIT, Failed } from "../../../review/exit-codes";

const ROOT = resolve(__dirname, "../../..");
let folder: string;
const file = (name: string) => join(folder, name);

const HPA = {
  urn: "urn:pulumi:prod::p::kubernetes:autoscaling/v2:HorizontalPodAutoscaler::eu-west-1-web-hpa",
  type: "kubernetes:autoscaling/v2:HorizontalPodAutoscaler",
  inputs: {
    metadata: { name: "web-hpa", namespace: "web" },
    spec: {
      scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" },
      minReplicas: 2,
      maxReplicas: 20,
      metrics: [
        { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 50 } } },
      ],
    },
  },
};
const WEB = {
  urn: "urn:pulumi:prod::p::kubernetes:apps/v1:Deployment::eu-west-1-web",
  type: "kubernetes:apps/v1:Deployment",
  inputs: {
    metadata: { name: "web", namespace: "web" },
    spec: { template: { spec: { containers: [{ resources: { requests: { cpu: "1", memory: "1Gi" } } }] } } },
  },
};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-replay-"));
  writeFileSync(file("stack.json"), JSON.stringify({ deployment: { resources: [HPA, WEB] } }));
  writeFileSync(file("empty.json"), JSON.stringify({ deployment: { resources: [] } }));
  const minutes = Array.from({ length: 121 }, (_, i) => `${1_790_000_000 + i * 60},${i < 60 ? 200 : 1_200}`);
  writeFileSync(file("trace.csv"), ["timestamp,value", ...minutes].join("\n"));
  writeFileSync(file("bad.csv"), "timestamp,value\n2026-11-20 12:00:00,1\n");
  const days = Array.from(
    { length: 800 },
    (_, i) => `${new Date((20_000 + i) * 864e5).toISOString().slice(0, 10)},${1_000 + i}`,
  );
  writeFileSync(file("days.csv"), ["date,requests", ...days].join("\n"));
  writeFileSync(file("used.json"), JSON.stringify({ "eu-west-1/pods/nobody": 1, "eu-west-1/pods/web": -1 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

function p95(...args: readonly string[]) {
  const env = { ...process.env, NO_COLOR: "1", INIT_CWD: folder };
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "review/bin.js"), ...args], {
    ...{ cwd: ROOT, env, encoding: "utf8" as const },
  });
  return { status, stdout, stderr };
}

/** Exit code and message of a command that fails, in this process. */
async function ended(command: Command, args: readonly string[]): Promise<[number, string]> {
  process.env.INIT_CWD = folder;
  try {
    return [await command.run(args), ""];
  } catch (error) {
    if (error instanceof Failed) return [error.exitCode, error.message];
    if (error instanceof SettingsError) return [EXIT.settings, error.message];
    throw error;
  }
}

describe("p95 replay", () => {
  test("replays a trace through what is declared, and names the first limit, twice the same", () => {
    const args = ["replay", "--exported", "stack.json", "--trace", "trace.csv", "--per-pod", "50", "--json"];
    const { status, stdout, stderr } = p95(...args, "--svg", "plot.svg");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const { strategies, limitsReached, trace, settings } = JSON.parse(stdout);
    expect(trace).toEqual({
      name: "trace.csv",
      from: "2026-09-21T14:13:20Z",
      to: "2026-09-21T16:13:20Z",
      stepSeconds: 60,
      filledCount: 0,
      peakPods: 12, // 1,200 of 50 at half the CPU
    });
    expect([settings.hpa.minReplicas, settings.hpa.maxReplicas, settings.cpuTarget, settings.podsPerNode]).toEqual([
      2, 20, 0.5, 7,
    ]);
    const [declared, alone] = strategies;
    expect([declared.strategy, declared.peakReplicas, declared.verdict]).toEqual(["as declared", 20, "no difference"]);
    expect({ ...declared, strategy: "", verdict: "" }).toEqual({ ...alone, strategy: "", verdict: "" });
    expect(limitsReached).toEqual([
      {
        id: "eu-west-1/pods/web",
        what: "maximum of the autoscaler of web",
        value: 20,
        unit: "pods",
        at: expect.any(String),
      },
    ]);
    expect(p95(...args).stdout).toBe(stdout);
    expect(readFileSync(file("plot.svg"), "utf8")).toMatch(
      /^<svg [^>]*>\n<title>trace.csv through web of prod<\/title>/,
    );
  });

  test("tries a higher maximum, and then reaches no limit", () => {
    const { stdout } = p95(
      "replay",
      "--exported",
      "stack.json",
      "--trace",
      "trace.csv",
      "--per-pod",
      "50",
      "--what-if",
      "max=40",
    );
    expect(stdout).toContain("2 to 40 pods, CPU 50 %");
    expect(stdout).toContain("No declared limit is reached.");
    expect(stdout).toMatch(/as declared +\d+\.\d +\d\.\d{3} % +\d+ +x\d\.\d{3} +24 /);
  });

  test.each([
    [2, ["--what-if", "max=0"], "--what-if max: must be 1 to 10000 pods"],
    [2, ["--what-if", "colour=1"], "--what-if: must be one of min, max, cpu"],
    [2, ["--what-if", "min=30"], "--what-if: min must be up to max, got 30 and 20"],
    [2, ["--per-pod", "0"], '--per-pod: must be a number above 0, got "0"'],
    [2, ["--per-pod", "1", "--peak-pods", "1"], "--peak-pods: must not be given with --per-pod"],
    [2, [], "--per-pod or --peak-pods: must be given"],
    [2, ["--per-pod", "1", "--days", "2"], "--days: must be up to the length of the trace, got 2"],
    [2, ["--release", "tomorrow=2"], "--release: time must be ISO 8601"],
    [2, ["--profile", "viewers"], "--profile: must not be given with --trace"],
    [3, ["--workload", "api"], 'must be one of web, got "api"'],
    [3, ["--exported", "empty.json"], "the stack must declare a HorizontalPodAutoscaler, and declares none"],
    [3, ["--trace", "bad.csv"], "bad.csv:2: time must say its zone"],
    [3, ["--trace", "none.csv"], "none.csv"],
  ])("ends with %i for %j", async (status, more, message) => {
    const args = ["--exported", "stack.json", "--trace", "trace.csv", ...more];
    await expect(ended(replayCommand, args)).resolves.toEqual([status, expect.stringContaining(message)]);
  });
});

describe("p95 capacity", () => {
  test("names the limit that breaks first, and when", () => {
    const args = [
      "capacity",
      "--exported",
      "stack.json",
      "--history",
      "days.csv",
      "--pods-now",
      "16",
      "--workload",
      "web",
    ];
    const { status, stdout, stderr } = p95(...args, "--json", "--svg", "capacity.svg");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(readFileSync(file("capacity.svg"), "utf8")).toContain("<title>First limit: eu-west-1/pods/web</title>");
    const { peakNow, limits, notCompared } = JSON.parse(stdout);
    expect([peakNow, notCompared]).toEqual([1_799, []]);
    const [web] = limits;
    expect([web.id, web.value, web.usedNow, web.stage]).toEqual(["eu-west-1/pods/web", 20, 16, "pods"]);
    // 20 pods are 2,249 a day, of which the plan carries five sixths: 1,874, on day 875 of the line
    expect(Math.abs((Date.parse(web.breaksOn) - Date.parse("2027-01-13")) / 864e5)).toBeLessThan(30); // damping, and a year that a line has none of
    const text = p95(...args).stdout;
    expect(text).toContain(`First to break: maximum of the autoscaler of web, on ${web.breaksOn}.`);
    const pods = Math.ceil(web.usedAtPeak);
    expect(text).toContain(`policy settings: "hpas-hold-the-forecast-peak": {"podsAtPeak":{"web":${pods}}}\n`);
  });

  test("prints the backtest's errors beside others'", () => {
    const { status, stdout } = p95(
      "capacity",
      "--history",
      "days.csv",
      "--backtest",
      "--training-days",
      "400",
      "--json",
    );
    expect(status).toBe(0);
    const { origins, errors, notes } = JSON.parse(stdout);
    expect(origins).toBe(1);
    const [naive, growth, own, ...library] = errors.map(({ mapePercent }: any) => mapePercent[1]);
    expect(own).toBeLessThan(naive);
    expect(naive).toBeGreaterThan(20);
    expect(growth).toBe(naive); // a year before the year before is not known
    expect(library).toHaveLength(1);
    expect(notes).toEqual([expect.stringMatching(/^not compared with the library: it cannot forecast from 400 days/)]);
  });

  test.each([
    [2, [], "--history: must be given"],
    [2, ["--history", "days.csv", "--horizon", "27"], "--horizon: must be 28 to 730 days"],
    [2, ["--history", "days.csv", "--safety", "0.9"], '--safety: must be 1 to 3, got "0.9"'],
    [2, ["--history", "days.csv"], "--pods-now or --per-pod: must be given"],
    [3, ["--history", "trace.csv"], "must hold one value a day, got one every 60 s"],
    [3, ["--history", "days.csv", "--backtest"], "must be 1095 days or more, got 800"],
    [
      3,
      ["--history", "days.csv", "--pods-now", "2", "--used", "used.json"],
      "eu-west-1/pods/nobody: must be the id of a limit",
    ],
  ])("ends with %i for %j", async (status, args, message) => {
    const ending = ended(capacityCommand, ["--exported", "stack.json", ...args]);
    await expect(ending).resolves.toEqual([status, expect.stringContaining(message)]);
  });
});
