import * as pulumi from "@pulumi/pulumi";

/** A service that writes to a queue on behalf of one of our resources. */
export interface QueueSender {
  /** E.g. `events.amazonaws.com`. */
  readonly service: string;
  /** The resource, or a pattern of them. */
  readonly sourceArn: pulumi.Input<string>;
}

/** A statement of an IAM policy. */
export interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: pulumi.Input<string>;
}

/** What is done with messages; everything else is for administrators. */
const MESSAGE_ACTIONS = [
  "sqs:ChangeMessageVisibility",
  "sqs:DeleteMessage",
  "sqs:PurgeQueue",
  "sqs:ReceiveMessage",
  "sqs:SendMessage",
];

/** Only over TLS, and of the services only those that send on behalf of ours. Roles of the account get their rights from IAM. */
export function queuePolicy(queueArn: pulumi.Input<string>, senders: readonly QueueSender[]): pulumi.Output<string> {
  return pulumi.jsonStringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Deny",
        Principal: "*",
        Action: MESSAGE_ACTIONS,
        Resource: queueArn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...senders.map(({ service, sourceArn }) => ({
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: { ArnLike: { "aws:SourceArn": sourceArn } },
      })),
    ],
  });
}

/** What a consumer's role needs. */
export function mayConsume(queueArn: pulumi.Input<string>): Statement {
  return {
    Effect: "Allow",
    Action: ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"],
    Resource: queueArn,
  };
}

/** What a sender's role needs. */
export function maySend(queueArn: pulumi.Input<string>): Statement {
  return { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: queueArn };
}
