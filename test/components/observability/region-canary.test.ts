import { beforeAll, describe, expect, it } from "@jest/globals";
import { canaryCode } from "../../../components/observability/canary-code";
import { RegionCanary, type RegionCanaryArgs } from "../../../components/observability/region-canary";
import { type Declared, declared } from "../../support/declared";
import { settings, statements } from "./observability-settings";

const args: RegionCanaryArgs = {
  region: "ap-southeast-1",
  accountId: "111122223333",
  settings: settings.canary!,
  domain: "p95.example",
  pageTopicArn: "arn:page",
  logRetentionDays: 14,
};
const make = (of: Partial<RegionCanaryArgs> = {}, stack = "staging") =>
  declared((opts) => new RegionCanary("eyes", { ...args, ...of }, opts), {}, stack);

describe("RegionCanary", () => {
  let made: Declared;
  let name: string;
  beforeAll(async () => {
    made = await make();
    name = made.one("eyes-canary").name;
  });

  it("declares exactly a canary, its script, its role, where reports and its log go, and an alarm", () => {
    expect(made.names()).toEqual([
      "eyes-canary",
      "eyes-failing",
      "eyes-logs",
      "eyes-reports-bucket",
      "eyes-reports-closed",
      "eyes-reports-encryption",
      "eyes-reports-lifecycle",
      "eyes-reports-ownership",
      "eyes-reports-policy",
      "eyes-rights",
      "eyes-role",
      "eyes-script",
    ]);
  });

  it("has a name that Lambda has room for, even in the longest region", () => {
    expect(name).toMatch(/^staging-ap-sou-[0-9a-z]{6}$/);
    expect(name.length).toBe(21);
  });

  it("walks the journey every minute, over the CDN", () => {
    const { runConfig, ...rest } = made.one("eyes-canary");
    expect(rest).toEqual({
      region: "ap-southeast-1",
      name,
      runtimeVersion: "syn-nodejs-4.1",
      handler: "index.handler",
      s3Bucket: "eyes-reports-bucket-id",
      s3Key: `code/${canaryCode().digest}.zip`,
      artifactS3Location: "s3://eyes-reports-bucket-id/artifacts",
      executionRoleArn: "arn:eyes-role",
      schedule: { expression: "rate(1 minute)" },
      successRetentionPeriod: 7,
      failureRetentionPeriod: 31,
      startCanary: true,
      deleteLambda: true,
    });
    expect(runConfig.timeoutInSeconds).toBe(60);
    expect(JSON.parse(runConfig.environmentVariables.P95_JOURNEY)).toEqual({
      baseUrl: "https://www.p95.example",
      from: "ap-southeast-1",
      steps: settings.canary!.steps,
    });
    expect(made.waitsFor("eyes-canary")).toEqual(["eyes-rights"]);
  });

  it("goes to the domain itself where there is no host, and as seldom as it is told", async () => {
    const seldom = await make({ settings: { ...settings.canary!, host: "", everyMinutes: 15 } });
    expect(JSON.parse(seldom.one("eyes-canary").runConfig.environmentVariables.P95_JOURNEY).baseUrl).toBe(
      "https://p95.example",
    );
    expect(seldom.one("eyes-canary").schedule.expression).toBe("rate(15 minutes)");
    expect(seldom.one("eyes-failing").period).toBe(900);
  });

  it("ships the script as the one file that the runtime looks for", async () => {
    const { source, ...rest } = made.one("eyes-script");
    expect(rest).toEqual({
      region: "ap-southeast-1",
      bucket: "eyes-reports-bucket-id",
      key: `code/${canaryCode().digest}.zip`,
    });
    const files = (await source.assets) as Record<string, any>;
    expect(Object.keys(files)).toEqual(["index.js"]);
    expect(await files["index.js"].text).toBe(canaryCode().text);
  });

  it("may write its reports, its log and its metrics, and nothing of others", () => {
    const logs = `arn:aws:logs:ap-southeast-1:111122223333:log-group:/aws/lambda/cwsyn-${name}-*`;
    expect(statements(made.one("eyes-rights").policy)).toEqual([
      { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:eyes-reports-bucket/artifacts/*" },
      { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: "arn:eyes-reports-bucket" },
      {
        Effect: "Allow",
        Action: ["logs:CreateLogStream", "logs:PutLogEvents"],
        Resource: logs,
      },
      { Effect: "Allow", Action: ["s3:ListAllMyBuckets"], Resource: "*" },
      {
        Effect: "Allow",
        Action: ["cloudwatch:PutMetricData"],
        Resource: "*",
        Condition: { StringEquals: { "cloudwatch:namespace": "CloudWatchSynthetics" } },
      },
    ]);
    expect(statements(made.one("eyes-role").assumeRolePolicy)).toEqual([
      { Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" },
    ]);
  });

  it("forgets its log in the group of the function that AWS made, whatever the function's version", () => {
    const group = { region: "ap-southeast-1", name: "/aws/lambda/cwsyn-eyes-1f9c", retentionInDays: 14 };
    expect(made.one("eyes-logs")).toEqual(group);
  });

  it("forgets reports after a month, and never its script", () => {
    const reports = { id: "reports", status: "Enabled", filter: { prefix: "artifacts/" }, expiration: { days: 31 } };
    expect(made.one("eyes-reports-lifecycle").rules[0]).toEqual(reports);
    expect(made.one("eyes-reports-lifecycle").rules[1].id).toBe("half-uploads");
    expect(made.one("eyes-reports-lifecycle").rules).toHaveLength(2);
  });

  it("wakes somebody when three of four runs fail, or when it does not run", () => {
    expect(made.one("eyes-failing")).toMatchObject({
      namespace: "CloudWatchSynthetics",
      metricName: "SuccessPercent",
      dimensions: { CanaryName: name },
      statistic: "Average",
      period: 60,
      threshold: 100,
      comparisonOperator: "LessThanThreshold",
      datapointsToAlarm: 3,
      evaluationPeriods: 4,
      treatMissingData: "breaching",
      alarmActions: ["arn:page"],
    });
  });

  it("reports every problem at once", () => {
    const wrong = { ...args, domain: "p95", logRetentionDays: 2, settings: { ...settings.canary!, everyMinutes: 0 } };
    expect(() => new RegionCanary("eyes", wrong)).toThrow(
      /settings\.everyMinutes: must be 1 to 60 minutes, got 0\n {2}domain: must .*got "p95"\n {2}logRetentionDays: must be one of .*, got 2/,
    );
  });
});
