import type { SQSRecord } from "aws-lambda";
import type { ContentEvents, ContentEventType } from "../../../../components/messaging/content-events";

/** A message of the queue, as EventBridge puts an event into it. Its ID is that of the event with `m-` before it. */
export function message<Type extends ContentEventType>(id: string, type: Type, detail: ContentEvents[Type]): SQSRecord {
  const event = {
    version: "0",
    id,
    "detail-type": type,
    source: "streaming.catalog",
    account: "111122223333",
    time: "2026-11-20T08:00:00Z",
    region: "us-east-1",
    resources: [],
    detail,
  };
  return rawMessage(`m-${id}`, JSON.stringify(event));
}

export function updated(id: string, titleId: string, ...parts: ContentEvents["ContentUpdated"]["parts"]): SQSRecord {
  return message(id, "ContentUpdated", { titleId, parts });
}

export function rawMessage(messageId: string, body: string): SQSRecord {
  return {
    messageId,
    receiptHandle: `r-${messageId}`,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: "1795161600000",
      SenderId: "AIDAEXAMPLE",
      ApproximateFirstReceiveTimestamp: "1795161600001",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:us-east-1:111122223333:invalidation",
    awsRegion: "us-east-1",
  };
}
