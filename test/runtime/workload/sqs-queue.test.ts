import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { SqsQueue } from "../../../runtime/workload/sqs-queue";

let sqs: Server;
let client: SQSClient;
let asked: { action: string; body: any }[];
let answers: Record<string, object | undefined>;

/** As much of SQS's JSON protocol as its client needs; an action without an answer waits, as a long poll does. */
beforeEach(async () => {
  asked = [];
  sqs = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const action = String(request.headers["x-amz-target"]).split(".")[1]!;
    asked.push({ action, body: JSON.parse(text) });
    response.setHeader("content-type", "application/x-amz-json-1.0");
    if (answers[action]) response.end(JSON.stringify(answers[action]));
    else sqs.emit("polling");
  });
  await new Promise<void>((resolve) => sqs.listen(0, "127.0.0.1", resolve));
  client = new SQSClient({
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${(sqs.address() as AddressInfo).port}`,
    credentials: { accessKeyId: "id", secretAccessKey: "secret" },
    md5: false,
  });
});
afterEach(async () => {
  client.destroy();
  sqs.closeAllConnections();
  await new Promise((resolve) => sqs.close(resolve));
});

const url = "https://sqs.us-east-1.amazonaws.com/123456789012/watch-events";

describe("a queue of SQS", () => {
  it("is polled for ten messages and twenty seconds", async () => {
    answers = { ReceiveMessage: { Messages: [{ MessageId: "m1", Body: "{}", ReceiptHandle: "r1" }] } };
    const messages = await new SqsQueue(client, url).receive(new AbortController().signal);
    expect(messages).toEqual([{ id: "m1", body: "{}", receipt: "r1" }]);
    expect(asked).toEqual([
      { action: "ReceiveMessage", body: { QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 20 } },
    ]);
  });

  it("gives nothing when nothing came", async () => {
    answers = { ReceiveMessage: {} };
    expect(await new SqsQueue(client, url).receive(new AbortController().signal)).toEqual([]);
  });

  it("stops waiting when it is told to", async () => {
    answers = {};
    const stop = new AbortController();
    const polling = new Promise((resolve) => sqs.once("polling", resolve));
    const received = new SqsQueue(client, url).receive(stop.signal);
    await polling;
    stop.abort();
    expect(await received).toEqual([]);
  });

  it("forgets what is done, and says what it did not forget", async () => {
    const messages = [
      { id: "m1", body: "{}", receipt: "r1" },
      { id: "m2", body: "{}", receipt: "r2" },
    ];
    answers = { DeleteMessageBatch: { Successful: [{ Id: "0" }, { Id: "1" }], Failed: [] } };
    await new SqsQueue(client, url).done(messages);
    const entries = [
      { Id: "0", ReceiptHandle: "r1" },
      { Id: "1", ReceiptHandle: "r2" },
    ];
    expect(asked).toEqual([{ action: "DeleteMessageBatch", body: { QueueUrl: url, Entries: entries } }]);
    answers = {
      DeleteMessageBatch: { Successful: [{ Id: "0" }], Failed: [{ Id: "1", SenderFault: true, Code: "x" }] },
    };
    await expect(new SqsQueue(client, url).done(messages)).rejects.toThrow("not taken off the queue: m2");
  });
});
