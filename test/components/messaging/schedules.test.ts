import { describe, expect, it } from "@jest/globals";
import { type SchedulePlan, schedulePlanProblems } from "../../../components/messaging/schedule-plan";
import { Schedules, type SchedulesArgs } from "../../../components/messaging/schedules";
import { changed, declared } from "../../support/declared";
import { statements } from "./messaging-settings";

const sweep: SchedulePlan = {
  description: "Every night",
  expression: "cron(0 3 * * ? *)",
  timezone: "Europe/Dublin",
  flexibleMinutes: 0,
  target: { kind: "queue", queueArn: "arn:queue", body: { sweep: true } },
};
const vacuum: SchedulePlan = {
  description: "Throws away what no snapshot needs",
  expression: "cron(30 3 ? * SUN *)",
  timezone: "UTC",
  flexibleMinutes: 15,
  target: {
    kind: "api",
    service: "athena",
    action: "startQueryExecution",
    input: { QueryString: "VACUUM playback_events", WorkGroup: "lake" },
    rights: [{ actions: ["athena:StartQueryExecution"], resourceArn: "arn:workgroup" }],
  },
};
const args: SchedulesArgs = {
  region: "eu-west-1",
  accountId: "111122223333",
  plans: { sweep, vacuum },
  ticketTopicArn: "arn:ticket",
  protectStateful: true,
};
const make = (of: Partial<SchedulesArgs> = {}) => declared((opts) => new Schedules("timer", { ...args, ...of }, opts));

describe("Schedules", () => {
  it("declares exactly a group, a role for each schedule and what was missed", async () => {
    const made = await make();
    expect(made.names()).toEqual([
      "timer-errors",
      "timer-group",
      "timer-missed-any",
      "timer-missed-policy",
      "timer-missed-queue",
      "timer-sweep",
      "timer-sweep-rights",
      "timer-sweep-role",
      "timer-vacuum",
      "timer-vacuum-rights",
      "timer-vacuum-role",
    ]);
    const regional = made.names().filter((name) => !/-(rights|role)$/.test(name));
    expect(regional.map((name) => made.one(name).region)).toEqual(regional.map(() => "eu-west-1"));
  });

  it("sends a message on the minute, by the region's clock", async () => {
    const made = await make();
    expect(made.one("timer-sweep")).toEqual({
      region: "eu-west-1",
      groupName: "timer-group",
      description: "Every night",
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Europe/Dublin",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:queue",
        roleArn: "arn:timer-sweep-role",
        input: '{"sweep":true}',
        retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: "arn:timer-missed-queue" },
      },
    });
    expect(made.waitsFor("timer-sweep")).toEqual(["timer-sweep-rights"]);
  });

  it("calls AWS's API with the request as its reference has it, some time in a window", async () => {
    const made = await make();
    expect(made.one("timer-vacuum")).toMatchObject({
      flexibleTimeWindow: { mode: "FLEXIBLE", maximumWindowInMinutes: 15 },
      target: {
        arn: "arn:aws:scheduler:::aws-sdk:athena:startQueryExecution",
        input: '{"QueryString":"VACUUM playback_events","WorkGroup":"lake"}',
      },
    });
  });

  it("tells a FIFO queue the message's group", async () => {
    const target = { kind: "queue", queueArn: "arn:queue.fifo", body: {}, messageGroupId: "sweeps" } as const;
    const made = await make({ plans: { sweep: { ...sweep, target } } });
    expect(made.one("timer-sweep").target.sqsParameters).toEqual({ messageGroupId: "sweeps" });
  });

  it("gives each role what its target needs, and trusts Scheduler's use by this group alone", async () => {
    const made = await make();
    const missed = { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: "arn:timer-missed-queue" };
    expect(statements(made.one("timer-sweep-rights").policy)).toEqual([
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: "arn:queue" },
      missed,
    ]);
    expect(statements(made.one("timer-vacuum-rights").policy)).toEqual([
      { Effect: "Allow", Action: ["athena:StartQueryExecution"], Resource: "arn:workgroup" },
      missed,
    ]);
    expect(statements(made.one("timer-vacuum-role").assumeRolePolicy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "scheduler.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333", "aws:SourceArn": "arn:timer-group" } },
      },
    ]);
  });

  it("files a ticket when calls keep failing", async () => {
    const made = await make();
    expect(made.one("timer-errors")).toMatchObject({
      namespace: "AWS/Scheduler",
      metricName: "TargetErrorCount",
      dimensions: { ScheduleGroup: "timer-group" },
      alarmActions: ["arn:ticket"],
    });
  });

  it("refuses names that leave auto-naming no room", () => {
    const name = "n".repeat(34);
    const plans = (plan: string) => ({ ...args, plans: { [plan]: sweep } });
    expect(() => new Schedules(name, plans("p".repeat(17)))).toThrow("must be named by up to 16 characters");
    expect(() => new Schedules(name, plans("Sweep"))).toThrow("must be named by small letters, digits and hyphens");
    expect(`${name}-${"p".repeat(16)}-role`.length + 8).toBe(64);
  });
});

describe("schedulePlanProblems()", () => {
  const problems = (plan: SchedulePlan) =>
    schedulePlanProblems("plan", plan).map(({ path, reason }) => `${path}: ${reason}`);

  it.each([
    ["expression", ["rate(5 minutes)", "rate(1 day)", "at(2026-11-20T08:00:00)", "cron(0/15 8-17 ? * MON-FRI 2026)"]],
    ["timezone", ["UTC", "Asia/Singapore"]],
    ["flexibleMinutes", [0, 1_440]],
    ["description", ["x", "x".repeat(512)]],
    ["target.action", ["startExperiment", "getterSetter"]],
    ["target.rights", [[{ actions: ["glue:StartJobRun"], resourceArn: "arn:job" }]]],
  ])("accepts %s", (path, values) => {
    for (const value of values as unknown[]) expect(problems(changed(vacuum, path, value))).toEqual([]);
  });

  it.each([
    ["expression", "0 3 * * *", "expression: must be a schedule such as"],
    ["expression", "cron(0 3 * * ?)", "expression: must be a schedule such as"],
    ["expression", "rate(0 minutes)", "expression: must be a schedule such as"],
    ["expression", "at(2026-11-20)", "expression: must be a schedule such as"],
    ["timezone", "Dublin", 'timezone: must be an IANA time zone such as "Europe/Dublin", got "Dublin"'],
    ["timezone", undefined, 'timezone: must be an IANA time zone such as "Europe/Dublin", got undefined'],
    ["flexibleMinutes", 1_441, "flexibleMinutes: must be 0 to 1440 minutes, got 1441"],
    ["flexibleMinutes", -1, "flexibleMinutes: must be 0 to 1440 minutes, got -1"],
    ["description", "", "description: must be text of 1 to 512 characters"],
    ["target.service", "Athena", "target.service: must be a service as in the SDK"],
    ["target.action", "StartQueryExecution", "target.action: must be in camelCase"],
    ["target.action", "getQueryResults", "target.action: must change something"],
    ["target.action", "list", "target.action: must change something"],
    ["target.input.queryString", "SELECT 1", 'target.input: must have PascalCase fields, got "queryString"'],
    ["target.rights", [], "target.rights: must be a list of 1 to 20, got a list of 0"],
    ["target.rights.0.actions", ["athena:*"], "target.rights[0].actions[0]: must be one action such as"],
    ["target.rights.0.actions", ["*"], "target.rights[0].actions[0]: must be one action such as"],
  ])("refuses %s %p", (path, value, expected) => {
    expect(problems(changed(vacuum, path, value))).toEqual([expect.stringContaining(`plan.${expected}`)]);
  });
});
