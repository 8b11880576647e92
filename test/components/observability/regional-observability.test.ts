import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  RegionalObservability,
  type RegionalObservabilityArgs,
} from "../../../components/observability/regional-observability";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings } from "./observability-settings";

const NAME = "ap-southeast-1-observability"; // with the longest name of a region
const args: RegionalObservabilityArgs = {
  region: "ap-southeast-1",
  settings,
  accountId: "111122223333",
  domain: "p95.example",
  dashboard: { clusterName: "eks" },
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 90,
  protectStateful: true,
};
const make = async (of: Partial<RegionalObservabilityArgs> = {}) => {
  let observability!: RegionalObservability;
  const made = await declared((opts) => {
    observability = new RegionalObservability(NAME, { ...args, ...of }, opts);
  });
  return { made, observability };
};

/** Longest name of each type that auto-naming names, with its hyphen and seven characters. */
const MAX_LENGTH: Record<string, number> = {
  "aws:cloudwatch/logGroup:LogGroup": 512,
  "aws:cloudwatch/logMetricFilter:LogMetricFilter": 512,
  "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
  "aws:cloudwatch/metricStream:MetricStream": 255,
  "aws:cloudwatch/queryDefinition:QueryDefinition": 255,
  "aws:glue/catalogDatabase:CatalogDatabase": 255,
  "aws:iam/role:Role": 64,
  "aws:iam/rolePolicy:RolePolicy": 128,
  "aws:s3/bucket:Bucket": 63,
};

describe("RegionalObservability", () => {
  let made: Declared;
  let observability: RegionalObservability;
  beforeAll(async () => {
    ({ made, observability } = await make());
  });

  it("declares a workspace, the access log, the promises, a canary, the history and a dashboard", () => {
    const parts = made.names().map((name) => name.slice(NAME.length + 1).replace(/-.*/, ""));
    expect([...new Set(parts)]).toEqual(["access", "canary", "dashboard", "history", "metrics", "playback", "slo"]);
  });

  it("puts everything that has a region into its own", () => {
    const regional = made.resources.filter(({ type }) => type.startsWith("aws:") && !type.startsWith("aws:iam/"));
    expect(regional.filter(({ inputs }) => inputs.region !== "ap-southeast-1").map(({ name }) => name)).toEqual([]);
  });

  it("fits every name that auto-naming makes, in the longest region", () => {
    const long = made.resources.filter(
      ({ type, name, inputs }) =>
        inputs.name === undefined && name.length + 8 > (MAX_LENGTH[type] ?? Number.POSITIVE_INFINITY),
    );
    expect(long.map(({ name }) => name)).toEqual([]);
  });

  it("hands on what DNS, experiments, the cluster and people connect to", async () => {
    expect(await resolved(observability.sloAlarmName)).toBe(`${NAME}-slo-evacuation`);
    expect(await resolved(observability.stopAlarmArn)).toBe(`arn:${NAME}-slo-stop`);
    expect(await resolved(observability.accessLogGroupName)).toBe(`${NAME}-access-lines`);
    expect(await resolved(observability.canaryName!)).toBe(made.one(`${NAME}-canary-canary`).name);
    expect(observability.metricWriteStatements.flatMap(({ actions }) => actions)).toEqual(["aps:RemoteWrite"]);
  });

  it("counts as late what takes longer than is promised", () => {
    expect(made.one(`${NAME}-access-late`).pattern).toBe('{ ($.uri = "/api/*") && ($.request_time > 0.25) }');
  });

  it("shows its own canary and access log on the dashboard", () => {
    const body = made.one(`${NAME}-dashboard-board`).dashboardBody;
    expect(body).toContain(`SOURCE '${NAME}-access-lines'`);
    expect(body).toContain(`"CanaryName","${made.one(`${NAME}-canary-canary`).name}"`);
  });

  it.each([
    ["a domain", { domain: undefined }],
    ["settings of one", { settings: { ...settings, canary: undefined } }],
  ])("declares no canary without %s", async (_, of) => {
    const { made: without, observability: blind } = await make(of as any);
    expect(without.names().filter((name) => name.includes("-canary"))).toEqual([]);
    expect(blind.canaryName).toBeUndefined();
  });

  it("keeps no history where none is asked for", async () => {
    const { history: _, ...short } = settings;
    const { made: without, observability: forgetful } = await make({ settings: short });
    expect(without.names().filter((name) => name.includes("-history"))).toEqual([]);
    expect(forgetful.history).toBeUndefined();
  });

  it("reports every problem at once", () => {
    const wrong = { ...args, region: "eu", logRetentionDays: 31, settings: { ...settings, metricRetentionDays: 0 } };
    expect(() => new RegionalObservability("n".repeat(34), wrong)).toThrow(
      /name: must be up to 33 characters, got "n{34}"\n {2}region: .*\n {2}settings\.metricRetentionDays: .*\n {2}logRetentionDays: /,
    );
    expect(`${"n".repeat(33)}-canary-reports-bucket`.length + 8).toBe(63);
  });
});
