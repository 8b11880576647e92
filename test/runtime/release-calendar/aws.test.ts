import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type AwsWorld, callAws } from "../../../runtime/release-calendar/aws-call";
import { credentialsFrom } from "../../../runtime/release-calendar/aws-credentials";
import { EventBridgeSchedules } from "../../../runtime/release-calendar/event-bridge-schedules";
import { SqsQueue } from "../../../runtime/release-calendar/sqs-queue";
import type { PlannedWindow } from "../../../runtime/release-calendar/window";
import { FakeScheduler, LoopbackServer, type Reply, refusal } from "./fake-aws";

const started: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

async function start(...args: Parameters<typeof LoopbackServer.start>) {
  const server = await LoopbackServer.start(...args);
  started.push(server);
  return server;
}

const waits: number[] = [];
const world: AwsWorld = {
  region: "us-east-1",
  credentials: async () => ({ accessKeyId: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token" }),
  nowMillis: () => Date.parse("2026-11-20T06:00:00Z"),
  wait: async (millis) => void waits.push(millis),
};

describe("callAws", () => {
  const replies = async (...answers: Reply[]) => {
    waits.length = 0;
    const server = await start(() => answers.shift());
    const call = callAws({ service: "sqs", method: "POST", url: new URL(server.origin), body: {} }, world);
    const result = await call.catch((error) => `${error.name}: ${error.message}`);
    return [result, server.asked.length];
  };

  it.each<[string, Reply[], unknown, number]>([
    ["an answer", [{ status: 200, body: { a: 1 } }], { a: 1 }, 1],
    ["an empty answer", [{ status: 200, body: "" }], {}, 1],
    ["a failure that passes", [{ status: 500, body: "" }, undefined, { status: 200, body: {} }], {}, 3],
    ["throttling", [refusal(400, "ThrottlingException"), refusal(429, "TooMany"), { status: 200, body: {} }], {}, 3],
    ["a refusal", [refusal(400, "Invalid")], "Invalid: Invalid (400): Invalid it is", 1],
    [
      "a refusal that names itself in the body",
      [{ status: 400, body: { __type: "com.amazonaws.sqs#QueueDoesNotExist", message: "none" } }],
      "QueueDoesNotExist: QueueDoesNotExist (400): none",
      1,
    ],
    ["a page", new Array(3).fill({ status: 503, body: "<html>" }), "UnknownError: UnknownError (503): ", 3],
    ["no answer", [undefined, undefined, undefined], "TypeError: fetch failed", 3],
  ])("takes %s", async (_, answers, expected, count) => {
    expect(await replies(...answers)).toEqual([expected, count]);
    expect(waits.length).toBe(count - 1);
    for (const [i, millis] of waits.entries()) {
      expect(millis).toBeGreaterThanOrEqual([100, 400][i]!);
      expect(millis).toBeLessThanOrEqual([200, 800][i]!);
    }
  });
});

describe("SqsQueue", () => {
  it("receives ten messages after a long poll at most, and deletes them by their handle", async () => {
    const Messages = [{ MessageId: "m", Body: "b", ReceiptHandle: "r" }];
    const server = await start(({ headers }) => ({
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
    const server = await start(() => ({ status: 200, body: {} }));
    expect(
      await new SqsQueue("https://sqs.example.com/1/q", world, server.origin).receive(new AbortController().signal),
    ).toEqual([]);
  });

  it("gives up a long poll when it is told to stop", async () => {
    const stop = new AbortController();
    const server = await start(() => {
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
    const server = await start(fake.reply);
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

describe("credentialsFrom", () => {
  const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "s" };

  it("takes the environment's", async () => {
    expect(await credentialsFrom(keys, () => 0)()).toEqual({ accessKeyId: "a", secretAccessKey: "s" });
    const short = { ...keys, AWS_SESSION_TOKEN: "t" };
    expect(await credentialsFrom(short, () => 0)()).toEqual({
      accessKeyId: "a",
      secretAccessKey: "s",
      sessionToken: "t",
    });
  });

  it("refuses to start without any", () => {
    expect(() => credentialsFrom({}, () => 0)).toThrow("No credentials");
  });

  describe("of the node's agent", () => {
    async function agent(reply: (count: number) => Reply) {
      const folder = mkdtempSync(join(tmpdir(), "p95-token-"));
      const tokenFile = join(folder, "token");
      writeFileSync(tokenFile, "token-1\n");
      const server = await start(() => reply(server.asked.length));
      const clock = { nowMillis: Date.parse("2026-11-20T06:00:00Z") };
      const env = {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `${server.origin}/v1`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: tokenFile,
      };
      const provider = credentialsFrom(env, () => clock.nowMillis);
      return { server, clock, tokenFile, provider, remove: () => rmSync(folder, { recursive: true }) };
    }
    const answer = (count: number): Reply => ({
      status: 200,
      body: {
        AccessKeyId: `a${count}`,
        SecretAccessKey: "s",
        Token: "t",
        Expiration: `2026-11-20T${6 + count}:00:00Z`.replace("T7", "T07").replace("T8", "T08"),
      },
    });

    it("are asked for with the pod's token, and anew five minutes before they end", async () => {
      const { server, clock, tokenFile, provider, remove } = await agent(answer);
      const key = async () => (await provider()).accessKeyId;
      expect([await key(), await key()]).toEqual(["a1", "a1"]);
      clock.nowMillis = Date.parse("2026-11-20T06:54:59.999Z");
      expect(await key()).toBe("a1");
      clock.nowMillis += 1;
      writeFileSync(tokenFile, "token-2\n");
      expect(await key()).toBe("a2");
      expect(server.asked.map(({ headers }) => headers.authorization)).toEqual(["token-1", "token-2"]);
      remove();
    });

    it.each<[string, Reply, string]>([
      ["refuses", { status: 403, body: {} }, "No credentials: the agent answered 403"],
      [
        "leaves a key out",
        { status: 200, body: { AccessKeyId: "a", Token: "t", Expiration: "2026-11-20T07:00:00Z" } },
        "lacks a field",
      ],
      [
        "leaves the end out",
        { status: 200, body: { AccessKeyId: "a", SecretAccessKey: "s", Token: "t" } },
        "lacks a field",
      ],
    ])("are none when it %s", async (_, reply, reason) => {
      const { provider, remove } = await agent(() => reply);
      await expect(provider()).rejects.toThrow(reason);
      remove();
    });
  });
});
