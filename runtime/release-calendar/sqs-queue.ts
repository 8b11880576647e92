import { type AwsWorld, callAws } from "../aws/call";
import type { Queue, ReceivedMessage } from "./ports";

/** The longest there is: fewer empty answers. Unit: seconds. */
const LONG_POLL_SECONDS = 20;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
export class SqsQueue implements Queue {
  constructor(
    private readonly queueUrl: string,
    private readonly world: AwsWorld,
    private readonly endpoint = `https://sqs.${world.region}.amazonaws.com`,
  ) {}

  async receive(signal: AbortSignal): Promise<readonly ReceivedMessage[]> {
    const wanted = { QueueUrl: this.queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: LONG_POLL_SECONDS };
    const timeoutMillis = (LONG_POLL_SECONDS + 5) * 1_000;
    const { Messages = [] } = (await this.call("ReceiveMessage", wanted, { timeoutMillis, signal })) as {
      Messages?: readonly { readonly MessageId: string; readonly Body: string; readonly ReceiptHandle: string }[];
    };
    return Messages.map(({ MessageId, Body, ReceiptHandle }) => ({
      messageId: MessageId,
      body: Body,
      receiptHandle: ReceiptHandle,
    }));
  }

  async remove(receiptHandle: string): Promise<void> {
    await this.call("DeleteMessage", { QueueUrl: this.queueUrl, ReceiptHandle: receiptHandle });
  }

  private call(action: string, body: object, limits: { timeoutMillis?: number; signal?: AbortSignal } = {}) {
    const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `AmazonSQS.${action}` };
    const url = new URL("/", this.endpoint);
    return callAws({ service: "sqs", method: "POST", url, headers, body, ...limits }, this.world);
  }
}
