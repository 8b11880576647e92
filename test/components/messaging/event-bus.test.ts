import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";
import {
  CONTENT_EVENT_TYPES,
  type ContentEvent,
  contentEventPattern,
} from "../../../components/messaging/content-events";
import { EventBus, type EventBusArgs, rulesOf } from "../../../components/messaging/event-bus";
import { EventFanOut, type EventFanOutArgs } from "../../../components/messaging/event-fan-out";
import { EventQueue } from "../../../components/messaging/event-queue";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings, statements } from "./messaging-settings";

const NAME = "ap-southeast-1-messaging-content"; // with the longest name of a region
const args: EventBusArgs = {
  region: "ap-southeast-1",
  archiveDays: 90,
  ticketTopicArn: "arn:ticket",
  protectStateful: true,
};
const bus = { busName: pulumi.output("content"), undeliveredArn: pulumi.output("arn:undelivered") };

describe("EventBus", () => {
  let made: EventBus;
  const make = (of: Partial<EventBusArgs> = {}) =>
    declared((opts) => {
      made = new EventBus(NAME, { ...args, ...of }, opts);
    });

  it("declares exactly a bus, its archive and what could not be delivered, all in its region", async () => {
    const all = await make();
    expect(all.names()).toEqual(
      ["archive", "bus", "undelivered-any", "undelivered-policy", "undelivered-queue", "undelivered-redrive"].map(
        (role) => `${NAME}-${role}`,
      ),
    );
    expect(all.names().map((name) => all.one(name).region)).toEqual(Array(6).fill("ap-southeast-1"));
  });

  it("keeps every event for replay and refuses no dead letter of its own", async () => {
    const all = await make();
    expect(all.one(`${NAME}-bus`)).toEqual({
      region: "ap-southeast-1",
      description: "What the catalogue says",
      deadLetterConfig: { arn: `arn:${NAME}-undelivered-queue` },
    });
    expect(all.one(`${NAME}-archive`)).toEqual({
      region: "ap-southeast-1",
      eventSourceArn: `arn:${NAME}-bus`,
      retentionDays: 90,
    });
    expect(all.options(`${NAME}-archive`).protect).toBe(true);
    const [, ...allowed] = statements(all.one(`${NAME}-undelivered-policy`).policy);
    expect(allowed.map(({ Condition }) => Condition.ArnLike["aws:SourceArn"])).toEqual([
      `arn:${NAME}-bus`,
      `arn:${NAME}-bus/*`,
    ]);
    expect(JSON.parse(all.one(`${NAME}-undelivered-redrive`).redriveAllowPolicy)).toEqual({
      redrivePermission: "denyAll",
    });
    expect(await resolved(made.address.undeliveredArn)).toBe(`arn:${NAME}-undelivered-queue`);
  });

  it("takes dead letters of its own rules only", () => {
    expect(rulesOf("arn:aws:events:eu-west-1:111122223333:event-bus/content-1a2b3c4")).toBe(
      "arn:aws:events:eu-west-1:111122223333:rule/content-1a2b3c4/*",
    );
  });

  it("has a name that leaves auto-naming its eight of an archive's 48 characters", () => {
    expect(`${NAME}-archive`.length + 8).toBe(48);
    expect(() => new EventBus(`${NAME}s`, { ...args, archiveDays: 0 })).toThrow(
      `Cannot declare EventBus "${NAME}s"\n` +
        `  name: must be up to 32 characters, got "${NAME}s"\n` +
        "  archiveDays: must be 1 to 3650 days, got 0",
    );
  });
});

describe("EventQueue", () => {
  it("queues the events it is told of, each delivered for a day before it is given up", async () => {
    const { releaseQueue } = settings;
    const topics = { pageTopicArn: "arn:page", ticketTopicArn: "arn:ticket" };
    const of = { region: "eu-west-1", bus, settings: releaseQueue, ...topics, protectStateful: false };
    const made = await declared(
      (opts) => new EventQueue("q", { ...of, types: ["ContentReleaseScheduled", "ContentPublished"] }, opts),
    );
    expect(made.names().filter((name) => !name.startsWith("q-work-"))).toEqual(["q-rule", "q-target"]);
    expect(made.one("q-rule")).toEqual({
      region: "eu-west-1",
      eventBusName: "content",
      description: "ContentReleaseScheduled, ContentPublished to a queue",
      eventPattern: '{"source":["streaming.catalog"],"detail-type":["ContentReleaseScheduled","ContentPublished"]}',
      state: "ENABLED",
    });
    expect(made.one("q-target")).toEqual({
      region: "eu-west-1",
      rule: "q-rule",
      eventBusName: "content",
      arn: "arn:q-work-queue",
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: "arn:undelivered" },
    });
    const sources = statements(made.one("q-work-policy").policy).flatMap(
      ({ Condition }) => Condition.ArnLike?.["aws:SourceArn"] ?? [],
    );
    expect(sources).toEqual(["arn:q-rule"]);
    const names = made.resources.map(({ name }) => name);
    expect(names.indexOf("q-target")).toBeGreaterThan(names.indexOf("q-work-policy"));
  });
});

describe("EventFanOut", () => {
  const of: EventFanOutArgs = {
    region: "us-east-1",
    accountId: "111122223333",
    bus,
    others: { "ap-southeast-1": "arn:bus-ap", "eu-west-1": "arn:bus-eu" },
  };

  it("hands every event to the other regions with a role that can do only that", async () => {
    const made = await declared((opts) => new EventFanOut("fan", of, opts));
    expect(made.names()).toEqual(["fan-publish", "fan-role", "fan-rule", "fan-to-ap-southeast-1", "fan-to-eu-west-1"]);
    expect(made.one("fan-to-eu-west-1")).toEqual({
      region: "us-east-1",
      rule: "fan-rule",
      eventBusName: "content",
      arn: "arn:bus-eu",
      roleArn: "arn:fan-role",
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: "arn:undelivered" },
    });
    expect(made.waitsFor("fan-to-eu-west-1")).toEqual(["fan-publish"]);
    expect(statements(made.one("fan-publish").policy)).toEqual([
      { Effect: "Allow", Action: ["events:PutEvents"], Resource: "arn:bus-ap" },
      { Effect: "Allow", Action: ["events:PutEvents"], Resource: "arn:bus-eu" },
    ]);
    expect(statements(made.one("fan-role").assumeRolePolicy)).toEqual([
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sts:AssumeRole",
        Condition: { StringEquals: { "aws:SourceAccount": "111122223333", "aws:SourceArn": "arn:fan-rule" } },
      },
    ]);
  });

  it("refuses no bus, six buses and its own", () => {
    const six = Object.fromEntries([1, 2, 3, 4, 5, 6].map((i) => [`eu-west-${i}`, `arn:${i}`]));
    const message = (others: EventFanOutArgs["others"]) => () => new EventFanOut("fan", { ...of, others });
    expect(message({})).toThrow("others: must name 1 to 5 buses, got a list of 0");
    expect(message(six)).toThrow("others: must name 1 to 5 buses, got a list of 6");
    expect(message({ "us-east-1": "arn:bus" })).toThrow('others.us-east-1: must be another region, got "us-east-1"');
  });
});

describe("content events", () => {
  it("are known by these names, and match their pattern", () => {
    expect(CONTENT_EVENT_TYPES).toEqual(["ContentReleaseScheduled", "ContentPublished", "ContentUpdated"]);
    expect(JSON.parse(contentEventPattern(["ContentUpdated"]))).toEqual({
      source: ["streaming.catalog"],
      "detail-type": ["ContentUpdated"],
    });
  });

  it("carry what the compiler checks here", () => {
    const event: ContentEvent<"ContentReleaseScheduled"> = {
      id: "e-1",
      source: "streaming.catalog",
      "detail-type": "ContentReleaseScheduled",
      time: "2026-11-01T12:00:00Z",
      region: "us-east-1",
      detail: {
        titleId: "t-1",
        releaseAt: "2026-11-20T08:00:00Z",
        expectedPeakViewers: 2_000_000,
        rushMinutes: 180,
        countries: [],
        cancelled: false,
      },
    };
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  });
});
