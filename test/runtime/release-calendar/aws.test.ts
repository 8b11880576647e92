import { describe, expect, it } from "@jest/globals";
import type { AwsWorld } from "../../../runtime/aws/call";
import { EventBridgeSchedules } from "../../../runtime/release-calendar/event-bridge-schedules";
import { SqsQueue } from "../../../runtime/release-calendar/sqs-queue";
import type { PlannedWindow } from "../../../runtime/release-calendar/window";
import { startLoopback } from "../../support/loopback";
import { refusal } from "../../support/loopback-server";
import { FakeScheduler } from "./fake-aws";

const world: AwsWorld = {
  region: "us-east-1",
  credentials: async () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" }),
  nowMillis: () => Date.parse("2026-11-20T06:00:00Z"),
  wait: async () => undefined,
};

describe("SqsQueue", () => {
  it("receives ten messages after a long poll at most, and deletes them by their handle", async () => {
    const Messages = [{ MessageId: "m", Body: "b", ReceiptHandle: "r" }];
    const server = await startLoopback(({ headers }) => ({
      status: 200,
      body: headers["x-amz-target"] === "AmazonSQS.ReceiveMessage" ? { Messages } : {},
    }));
    const queue = new SqsQueue("https://sqs.example.com/1/q", world, server.origin);
    expect(await queue.receive(new AbortController().signal)).toEqual([
      { messageId: "m", body: "b", receiptHandle: "r" },
    ]);
    await queue.remove("r");
    expect(
      server.asked.map(({ headers, body }) => [headers["x-amz-target"], headers["content-type"], JSON.parse(body)]),
    ).toEqual([
      [
        "AmazonSQS.ReceiveMessage",
        "application/x-amz-json-1.0",
        { QueueUrl: "https://sqs.example.com/1/q", MaxNumberOfMessages: 10, WaitTimeSeconds: 20 },
      ],
      [
        "AmazonSQS.DeleteMessage",
        "application/x-amz-json-1.0",
        { QueueUrl: "https://sqs.example.com/1/q", ReceiptHandle: "r" },
      ],
    ]);
  });

  it("receives nothing from an empty queue", async () => {
    const server = await startLoopback(() => ({ status: 200, body: {} }));
    expect(
      await new SqsQueue("https://sqs.example.com/1/q", world, server.origin).receive(new AbortController().signal),
    ).toEqual([]);
  });

  it("gives up a long poll when it is told to stop", async () => {
    const stop = new AbortController();
    const server = await startLoopback(() => {
      stop.abort();
      return { status: 200, body: {} };
    });
    const poll = new SqsQueue("https://sqs.example.com/1/q", world, server.origin).receive(stop.signal);
    await expect(poll).rejects.toThrow("aborted");
    expect(server.asked.length).toBe(1);
  });
});

describe("EventBridgeSchedules", () => {
  const window: PlannedWindow = {
    name: "release-42",
    atMillis: Date.parse("2026-11-20T07:50:00Z"),
    description: "a release",
    message: '{"titleId":"42"}',
  };
  async function scheduler() {
    const fake = new FakeScheduler();
    const server = await startLoopback(fake.reply);
    const place = { group: "group-1", queueArn: "arn:windows", roleArn: "arn:role" };
    const schedules = new EventBridgeSchedules(place, world, server.origin);
    const calls = () => server.asked.splice(0).map(({ method, url }) => `${method} ${url}`);
    return { fake, schedules, calls };
  }

  it("makes a schedule that sends once, and is gone then", async () => {
    const { fake, schedules, calls } = await scheduler();
    await schedules.put(window);
    expect(calls()).toEqual(["POST /schedules/release-42"]);
    expect(Object.fromEntries(fake.schedules)).toEqual({
      "group-1/release-42": {
        GroupName: "group-1",
        Description: "a release",
        ScheduleExpression: "at(2026-11-20T07:50:00)",
        ScheduleExpressionTimezone: "UTC",
        FlexibleTimeWindow: { Mode: "OFF" },
        State: "ENABLED",
        ActionAfterCompletion: "DELETE",
        Target: {
          Arn: "arn:windows",
          RoleArn: "arn:role",
          Input: '{"titleId":"42"}',
          RetryPolicy: { MaximumEventAgeInSeconds: 1_500, MaximumRetryAttempts: 185 },
        },
      },
    });
  });

  it("changes one that is there", async () => {
    const { fake, schedules, calls } = await scheduler();
    await schedules.put(window);
    await schedules.put({ ...window, atMillis: Date.parse("2026-11-20T08:50:00Z") });
    expect(calls()).toEqual(["POST /schedules/release-42", "POST /schedules/release-42", "PUT /schedules/release-42"]);
    expect(fake.schedules.get("group-1/release-42")!.ScheduleExpression).toBe("at(2026-11-20T08:50:00)");
  });

  it("makes it although it fired between the two questions", async () => {
    const { fake, schedules, calls } = await scheduler();
    fake.next.push(refusal(409, "ConflictException"));
    await schedules.put(window);
    expect(calls()).toEqual(["POST /schedules/release-42", "PUT /schedules/release-42", "POST /schedules/release-42"]);
    expect(fake.schedules.size).toBe(1);
  });

  it("deletes one that is there, and one that is not", async () => {
    const { fake, schedules, calls } = await scheduler();
    await schedules.put(window);
    await schedules.remove("release-42");
    await schedules.remove("release-42");
    expect(fake.schedules.size).toBe(0);
    expect(calls().slice(1)).toEqual(new Array(2).fill("DELETE /schedules/release-42?groupName=group-1"));
  });

  it("says so when it is refused", async () => {
    const { fake, schedules } = await scheduler();
    fake.next.push(refusal(403, "AccessDeniedException"), refusal(402, "ServiceQuotaExceededException"));
    await expect(schedules.put(window)).rejects.toThrow("AccessDeniedException (403)");
    await expect(schedules.remove("release-42")).rejects.toThrow("ServiceQuotaExceededException (402)");
  });
});
