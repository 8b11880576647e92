import { describe, expect, it } from "@jest/globals";
import { mayConsume } from "../../../components/messaging/queue-policy";
import { WorkQueue, type WorkQueueArgs } from "../../../components/messaging/work-queue";
import { declared } from "../../support/declared";
import { resolved } from "../../support/mocks";
import { settings, statements } from "./messaging-settings";

const args: WorkQueueArgs = {
  region: "eu-west-1",
  settings: settings.releaseQueue,
  senders: [{ service: "events.amazonaws.com", sourceArn: "arn:rule" }],
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  protectStateful: true,
};

let queue: WorkQueue;
const make = (of: Partial<WorkQueueArgs> = {}) =>
  declared((opts) => {
    queue = new WorkQueue("work", { ...args, ...of }, opts);
  });

const DENY_PLAIN = {
  Effect: "Deny",
  Principal: "*",
  Action: [
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:PurgeQueue",
    "sqs:ReceiveMessage",
    "sqs:SendMessage",
  ],
  Condition: { Bool: { "aws:SecureTransport": "false" } },
};

describe("WorkQueue", () => {
  it("declares exactly a queue, its dead letters and an alarm for each, all in its region", async () => {
    const made = await make();
    expect(made.names()).toEqual([
      "work-dead-any",
      "work-dead-policy",
      "work-dead-queue",
      "work-oldest",
      "work-policy",
      "work-queue",
      "work-redrive",
    ]);
    expect(made.names().map((name) => made.one(name).region)).toEqual(Array(7).fill("eu-west-1"));
  });

  it("waits for messages, hides them long enough and gives them up in the end", async () => {
    const made = await make();
    const { redrivePolicy, ...rest } = made.one("work-queue");
    expect(rest).toEqual({
      region: "eu-west-1",
      visibilityTimeoutSeconds: 180,
      messageRetentionSeconds: 345_600,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
    });
    expect(JSON.parse(redrivePolicy)).toEqual({ deadLetterTargetArn: "arn:work-dead-queue", maxReceiveCount: 5 });
    const longer = await make({ settings: { ...settings.releaseQueue, visibilityTimeoutSeconds: 600 } });
    expect(longer.one("work-queue").visibilityTimeoutSeconds).toBe(600);
  });

  it("keeps dead letters for 14 days, of this queue only", async () => {
    const made = await make();
    expect(made.one("work-dead-queue")).toEqual({
      region: "eu-west-1",
      messageRetentionSeconds: 1_209_600,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
    });
    expect(JSON.parse(made.one("work-redrive").redriveAllowPolicy)).toEqual({
      redrivePermission: "byQueue",
      sourceQueueArns: ["arn:work-queue"],
    });
  });

  it("admits the senders it is told of, over TLS, and nobody to the dead letters", async () => {
    const made = await make();
    expect(statements(made.one("work-policy").policy)).toEqual([
      { ...DENY_PLAIN, Resource: "arn:work-queue" },
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "arn:work-queue",
        Condition: { ArnLike: { "aws:SourceArn": "arn:rule" } },
      },
    ]);
    expect(statements(made.one("work-dead-policy").policy)).toEqual([
      { ...DENY_PLAIN, Resource: "arn:work-dead-queue" },
    ]);
  });

  it("wakes somebody when work stands still, and files a ticket for the first dead letter", async () => {
    const made = await make();
    expect(made.one("work-oldest")).toMatchObject({
      namespace: "AWS/SQS",
      metricName: "ApproximateAgeOfOldestMessage",
      dimensions: { QueueName: "work-queue" },
      threshold: 300,
      alarmActions: ["arn:page"],
    });
    expect(made.one("work-dead-any")).toMatchObject({
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "work-dead-queue" },
      threshold: 0,
      evaluationPeriods: 1,
      alarmActions: ["arn:ticket"],
    });
  });

  it.each([
    ["message-group", "messageGroup", "perMessageGroupId"],
    ["queue", "queue", "perQueue"],
  ] as const)("keeps order by %s where asked, dead letters too", async (throughput, scope, limit) => {
    const made = await make({ fifo: { contentBasedDeduplication: true, throughput } });
    expect(made.one("work-queue")).toMatchObject({
      fifoQueue: true,
      contentBasedDeduplication: true,
      deduplicationScope: scope,
      fifoThroughputLimit: limit,
    });
    expect(made.one("work-dead-queue").fifoQueue).toBe(true);
  });

  it.each([true, false])("protects both queues: %p", async (protectStateful) => {
    const made = await make({ protectStateful });
    expect(["work-queue", "work-dead-queue"].map((name) => made.options(name).protect)).toEqual([
      protectStateful,
      protectStateful,
    ]);
  });

  it("offers its ARN, and what a consumer may do with it", async () => {
    await make();
    expect(await resolved(queue.arn)).toBe("arn:work-queue");
    expect(await resolved(queue.deadLettersArn)).toBe("arn:work-dead-queue");
    expect(mayConsume("arn:work-queue")).toEqual({
      Effect: "Allow",
      Action: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
      Resource: "arn:work-queue",
    });
  });

  it("reports every problem at once", () => {
    const wrong = {
      ...args,
      region: "eu",
      settings: { ...settings.releaseQueue, visibilityTimeoutSeconds: 179 },
      fifo: { contentBasedDeduplication: "yes", throughput: "perQueue" } as any,
      senders: [{ service: "*", sourceArn: "arn:rule" }],
    };
    expect(() => new WorkQueue("work", wrong)).toThrow(
      'Cannot declare WorkQueue "work"\n' +
        '  region: must be a region such as "eu-west-1", got "eu"\n' +
        "  settings.visibilityTimeoutSeconds: must be six times consumerTimeoutSeconds or more (180), got 179\n" +
        '  fifo.contentBasedDeduplication: must be true or false, got "yes"\n' +
        '  fifo.throughput: must be one of "queue", "message-group", got "perQueue"\n' +
        '  senders[0].service: must be an AWS service, got "*"',
    );
  });
});
