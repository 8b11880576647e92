import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { LoadTests, type LoadTestsArgs, loadTestsProblems } from "../../../../components/resilience/cluster/load-tests";
import { loadPlan, regressionPlan } from "../../../../runtime/load/plan";
import { limits, profile, requests } from "../../../runtime/load/samples";
import { changed, type Declared, declared } from "../../../support/declared";
import { full, K6, STARTER } from "./samples";

const args: LoadTestsArgs = { settings: full, images: { k6: K6, k6Starter: STARTER }, requests, quietHourUtc: 3 };
const make = (of: Partial<LoadTestsArgs> = {}) => declared((opts) => new LoadTests("load", { ...args, ...of }, opts));
const { loadTests: _, ...benchmarkOnly } = full;
const { regression: __, ...nothing } = benchmarkOnly;
const script = readFileSync(join(__dirname, "../../../../runtime/load/traffic.ts"), "utf8");

const names = ({ resources }: Declared) =>
  resources
    .filter(({ type }) => !type.startsWith("p95:"))
    .map(({ name }) => name)
    .sort();

describe("LoadTests", () => {
  let made: Declared;
  let run: Record<string, any>;
  let job: Record<string, any>;
  beforeAll(async () => {
    made = await make();
    run = made.one("load-expected-peak");
    job = made.one("load-regression").spec;
  });

  it("declares namespace, operator, the one test and the benchmark", () => {
    expect(names(made)).toEqual([
      "load-expected-peak",
      "load-expected-peak-scripts",
      "load-namespace",
      "load-operator",
      "load-regression",
      "load-regression-scripts",
      "load-runner",
    ]);
    expect(made.one("load-namespace").metadata.labels["pod-security.kubernetes.io/enforce"]).toBe("restricted");
    expect(made.one("load-operator")).toMatchObject({
      name: "k6-operator",
      chart: "k6-operator",
      version: "4.6.0",
      namespace: "perf",
      values: { namespace: { create: false }, rbac: { namespaced: true } },
    });
  });

  it("declares nothing that runs where nothing shall", async () => {
    expect(names(await make({ settings: nothing, images: {} }))).toEqual(["load-namespace", "load-runner"]);
    expect(names(await make({ settings: benchmarkOnly, images: { k6: K6 } }))).toEqual([
      "load-namespace",
      "load-regression",
      "load-regression-scripts",
      "load-runner",
    ]);
    const idle = changed<LoadTestsArgs["settings"]>(full, "loadTests.run", []);
    expect(names(await make({ settings: idle })).filter((name) => /peak|spike|soak/.test(name))).toEqual([]);
  });

  it("ships the script and the plan, under a name of their own", () => {
    const { metadata, immutable, data } = made.one("load-expected-peak-scripts");
    expect(data).toEqual({
      "traffic.ts": script,
      "plan.json": JSON.stringify(loadPlan("expected-peak", profile, limits, requests)),
    });
    expect(immutable).toBe(true);
    expect(metadata.name).toMatch(/^expected-peak-[0-9a-f]{10}$/);
    expect(JSON.parse(made.one("load-regression-scripts").data["plan.json"])).toEqual(
      JSON.parse(JSON.stringify(regressionPlan(50, 10, limits, requests))),
    );
  });

  it("runs a test again when its plan changes, and only then", async () => {
    const same = await make();
    const other = await make({ settings: changed<LoadTestsArgs["settings"]>(full, "profile.peakPerSecond", 1_001) });
    const nameIn = (of: Declared) => of.one("load-expected-peak").metadata.name;
    expect(nameIn(same)).toBe(run.metadata.name);
    expect(nameIn(other)).not.toBe(run.metadata.name);
    expect(other.one("load-expected-peak").spec.script.configMap.name).toBe(nameIn(other));
  });

  it("keeps a test that has run: one that removed itself would run again with the next update", () => {
    expect(run).toMatchObject({ apiVersion: "k6.io/v1alpha1", kind: "TestRun" });
    expect(run.spec.cleanup).toBe(undefined);
    expect(run.spec.parallelism).toBe(8);
    expect(run.spec.script).toEqual({ configMap: { name: run.metadata.name, file: "traffic.ts" } });
    expect(made.waitsFor("load-expected-peak")).toEqual(["load-expected-peak-scripts", "load-operator", "load-runner"]);
  });

  it("pins every image, the operator's own starter too", () => {
    const { initializer, starter, runner } = run.spec;
    expect([initializer.image, starter.image, runner.image]).toEqual([K6, STARTER, K6]);
    expect(job.jobTemplate.spec.template.spec.containers[0].image).toBe(K6);
  });

  it("runs pods that Pod Security's restricted takes, with known requests, apart from the services", () => {
    const { initializer, starter, runner } = run.spec;
    const pod = job.jobTemplate.spec.template.spec;
    for (const { securityContext } of [initializer, starter, runner, pod]) {
      expect(securityContext).toMatchObject({
        runAsNonRoot: true,
        runAsUser: 12_345,
        seccompProfile: { type: "RuntimeDefault" },
      });
    }
    for (const { resources, security } of [
      ...[initializer, starter, runner].map((each) => ({ ...each, security: each.containerSecurityContext })),
      { ...pod.containers[0], security: pod.containers[0].securityContext },
    ]) {
      expect(security).toMatchObject({ allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } });
      expect(Object.keys(resources.requests)).toEqual(["cpu", "memory"]);
      expect(resources.limits).toEqual({ memory: resources.requests.memory });
    }
    const [apart] = runner.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(apart.labelSelector.matchLabels).toEqual({ "app.kubernetes.io/part-of": "streaming" });
    expect(pod.affinity).toEqual(runner.affinity);
  });

  it("writes results into the cluster's Prometheus", () => {
    const { args: runArgs, runner } = run.spec;
    expect(runArgs).toEqual(["--out", "experimental-prometheus-rw", "--tag", `testid=${run.metadata.name}`]);
    expect(runner.env).toContainEqual({
      name: "K6_PROMETHEUS_RW_SERVER_URL",
      value: "http://prometheus-operated.monitoring.svc:9090/api/v1/write",
    });
  });

  it("benchmarks in the region's quiet hour, once, and never twice at a time", () => {
    const { jobTemplate, ...schedule } = job;
    expect(schedule).toEqual({
      schedule: "0 3 * * 2",
      timeZone: "Etc/UTC",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 1_800,
      successfulJobsHistoryLimit: 4,
      failedJobsHistoryLimit: 4,
    });
    const { template, ...limitsOfJob } = jobTemplate.spec;
    expect(limitsOfJob).toEqual({ backoffLimit: 0, activeDeadlineSeconds: 1_020, ttlSecondsAfterFinished: 172_800 });
    expect(template.spec.containers[0].args).toEqual([
      "run",
      "--quiet",
      "--out",
      "experimental-prometheus-rw",
      "--tag",
      "testid=perf-regression",
      "/scripts/traffic.ts",
    ]);
    expect(template.spec.restartPolicy).toBe("Never");
    expect(template.spec.volumes).toEqual([
      { name: "scripts", configMap: { name: made.one("load-regression-scripts").metadata.name } },
    ]);
  });
});

describe("loadTestsProblems()", () => {
  const problems = (of: Partial<LoadTestsArgs>) =>
    loadTestsProblems({ ...args, ...of }).map(({ path, reason }) => `${path}: ${reason}`);
  const pinned = 'must be pinned by digest such as "repo/name@sha256:<64 hex>", got';

  it.each<[string, Partial<LoadTestsArgs>, string[]]>([
    ["nothing to run and no image", { settings: nothing, images: {} }, []],
    ["a benchmark without an image", { settings: benchmarkOnly, images: {} }, [`images.k6: ${pinned} undefined`]],
    [
      "a test without images",
      { images: {} },
      [`images.k6: ${pinned} undefined`, `images.k6Starter: ${pinned} undefined`],
    ],
    [
      "an image by tag",
      { images: { k6: "grafana/k6:1.8.1", k6Starter: STARTER } },
      [`images.k6: ${pinned} "grafana/k6:1.8.1"`],
    ],
    ["the first hour", { quietHourUtc: 0 }, []],
    ["the last hour", { quietHourUtc: 23 }, []],
    ["an hour too many", { quietHourUtc: 24 }, ["quietHourUtc: must be 0 to 23 o'clock, got 24"]],
    [
      "no traffic",
      { requests: [] },
      [
        "requests: must be a list of 1 to 100, got a list of 0",
        "requests[].sharePercent: must make 100 percent, got 0",
      ],
    ],
    [
      "half of the traffic",
      { requests: requests.slice(0, 1) },
      ["requests[].sharePercent: must make 100 percent, got 70"],
    ],
    [
      "an endpoint without a slash",
      { requests: [{ ...requests[0]!, endpoint: "playback" }, requests[1]!] },
      ['requests[0].endpoint: must be a path such as "/api/playback", got "playback"'],
    ],
    [
      "an address that is none",
      { requests: [{ ...requests[0]!, url: "playback" }, requests[1]!] },
      ['requests[0].url: must be an address, got "playback"'],
    ],
  ])("of %s", (_name, of, expected) => {
    expect(problems(of)).toEqual(expected);
  });
});
