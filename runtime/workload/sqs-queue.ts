import { DeleteMessageBatchCommand, ReceiveMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Message, Queue } from "./queue";

/** Longest wait for a message, and most messages at once. Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html */
const WAIT_SECONDS = 20;
const MAX_MESSAGES = 10;

/** A queue of SQS. */
export class SqsQueue implements Queue {
  constructor(
    private readonly client: SQSClient,
    private readonly url: string,
  ) {}

  async receive(signal: AbortSignal): Promise<readonly Message[]> {
    try {
      const { Messages = [] } = await this.client.send(
        new ReceiveMessageCommand({
          QueueUrl: this.url,
          MaxNumberOfMessages: MAX_MESSAGES,
          WaitTimeSeconds: WAIT_SECONDS,
        }),
        { abortSignal: signal },
      );
      return Messages.map(({ MessageId, Body, ReceiptHandle }) => ({
        id: MessageId!,
        body: Body!,
        receipt: ReceiptHandle!,
      }));
    } catch (error) {
      if (signal.aborted) return [];
      throw error;
    }
  }

  /** @throws naming the messages that SQS kept; their rows are written, and are dropped as known when they come again. */
  async done(messages: readonly Message[]): Promise<void> {
    const { Failed = [] } = await this.client.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.url,
        Entries: messages.map(({ receipt }, index) => ({ Id: `${index}`, ReceiptHandle: receipt })),
      }),
    );
    if (Failed.length > 0) {
      throw new Error(`not taken off the queue: ${Failed.map(({ Id }) => messages[Number(Id)]!.id).join(", ")}`);
    }
  }
}
