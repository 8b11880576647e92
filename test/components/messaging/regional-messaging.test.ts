import { beforeAll, describe, expect, it } from "@jest/globals";
import { RegionalMessaging, type RegionalMessagingArgs } from "../../../components/messaging/regional-messaging";
import { type Declared, declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings } from "./messaging-settings";

const NAME = "ap-southeast-1-messaging"; // with the longest name of a region
const args: RegionalMessagingArgs = {
  region: "ap-southeast-1",
  settings,
  accountId: "111122223333",
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  protectStateful: true,
};

/** Longest physical name of each type; auto-naming adds a hyphen and seven characters to the logical one. Source: see physical-name.ts */
const MAX_LENGTH: Record<string, number> = {
  "aws:cloudwatch/eventArchive:EventArchive": 48,
  "aws:cloudwatch/eventBus:EventBus": 256,
  "aws:cloudwatch/eventRule:EventRule": 64,
  "aws:cloudwatch/metricAlarm:MetricAlarm": 255,
  "aws:iam/role:Role": 64,
  "aws:iam/rolePolicy:RolePolicy": 128,
  "aws:scheduler/schedule:Schedule": 64,
  "aws:scheduler/scheduleGroup:ScheduleGroup": 64,
  "aws:sqs/queue:Queue": 75,
};
const NAMELESS = ["queuePolicy:QueuePolicy", "redriveAllowPolicy:RedriveAllowPolicy", "eventTarget:EventTarget"];

describe("RegionalMessaging", () => {
  let messaging: RegionalMessaging;
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => {
      messaging = new RegionalMessaging(NAME, args, opts);
    });
  });

  it("declares exactly a bus, the queue of announced releases and the schedule of their calendar", () => {
    expect(made.names().map((name) => name.replace(`${NAME}-`, ""))).toEqual([
      "content-archive",
      "content-bus",
      "content-undelivered-any",
      "content-undelivered-policy",
      "content-undelivered-queue",
      "content-undelivered-redrive",
      "releases-rule",
      "releases-target",
      "releases-work-dead-any",
      "releases-work-dead-policy",
      "releases-work-dead-queue",
      "releases-work-oldest",
      "releases-work-policy",
      "releases-work-queue",
      "releases-work-redrive",
      "schedules-calendar-refresh",
      "schedules-calendar-refresh-rights",
      "schedules-calendar-refresh-role",
      "schedules-errors",
      "schedules-group",
      "schedules-missed-any",
      "schedules-missed-policy",
      "schedules-missed-queue",
    ]);
  });

  it("names the region of everything that has one", () => {
    const without = made.resources.filter(({ type, inputs }) => type.startsWith("aws:") && inputs.region === undefined);
    expect(without.map(({ type }) => type)).toEqual(["aws:iam/role:Role", "aws:iam/rolePolicy:RolePolicy"]);
    const regions = made.resources.flatMap(({ inputs }) => inputs.region ?? []);
    expect(new Set(regions)).toEqual(new Set(["ap-southeast-1"]));
  });

  it("leaves auto-naming room in every name", () => {
    for (const { type, name } of made.resources.filter((resource) => resource.type.startsWith("aws:"))) {
      if (NAMELESS.some((nameless) => type.endsWith(nameless))) continue;
      expect([name, name.length + 8 <= MAX_LENGTH[type]!]).toEqual([name, true]);
    }
  });

  it("queues announced releases, and every hour a word to write the calendar anew", () => {
    expect(JSON.parse(made.one(`${NAME}-releases-rule`).eventPattern)).toEqual({
      source: ["streaming.catalog"],
      "detail-type": ["ContentReleaseScheduled"],
    });
    const { scheduleExpression, target } = made.one(`${NAME}-schedules-calendar-refresh`);
    expect([scheduleExpression, target.arn, JSON.parse(target.input)]).toEqual([
      "rate(60 minutes)",
      `arn:${NAME}-releases-work-queue`,
      { source: "streaming.scheduler", "detail-type": "ReleaseCalendarRefresh", detail: {} },
    ]);
  });

  it("allows no action by a wildcard, and nothing on every resource", () => {
    const policies = made.resources.flatMap(({ inputs }) => [inputs.policy, inputs.assumeRolePolicy]).filter(Boolean);
    const statements = policies.flatMap((policy) => JSON.parse(policy).Statement);
    expect(statements.length).toBeGreaterThan(8);
    expect(statements.flatMap(({ Action }) => Action).filter((action) => action.includes("*"))).toEqual([]);
    expect(statements.filter(({ Resource }) => Resource === "*")).toEqual([]);
  });

  it("offers what others connect to", async () => {
    expect(await resolved(messaging.busArn)).toBe(`arn:${NAME}-content-bus`);
    expect(await resolved(messaging.bus.busName)).toBe(`${NAME}-content-bus`);
    expect(await resolved(messaging.releaseQueueArn)).toBe(`arn:${NAME}-releases-work-queue`);
    expect(await resolved(messaging.scheduleGroupName)).toBe(`${NAME}-schedules-group`);
  });

  it("reports every problem at once", () => {
    const wrong = { ...args, region: "apse1", settings: { ...settings, archiveDays: 0, calendarRefreshMinutes: 1 } };
    expect(() => new RegionalMessaging("m", wrong)).toThrow(
      'Cannot declare RegionalMessaging "m"\n' +
        '  region: must be a region such as "eu-west-1", got "apse1"\n' +
        "  settings.archiveDays: must be 1 to 3650 days, got 0\n" +
        "  settings.calendarRefreshMinutes: must be 5 to 1440 minutes, got 1",
    );
  });
});
