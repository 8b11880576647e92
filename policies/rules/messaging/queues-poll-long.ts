import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Queue = Inputs<aws.sqs.QueueArgs, "receiveWaitTimeSeconds">;

interface Settings {
  readonly minSeconds: number;
}

/** Queues whose consumers are answered at once when there is nothing, and ask again at once. */
export function pollGaps(
  { receiveWaitTimeSeconds = 0 }: Queue,
  { settings }: { readonly settings: Settings },
): string[] {
  if (receiveWaitTimeSeconds >= settings.minSeconds) return [];
  return [`receiveWaitTimeSeconds must be ${settings.minSeconds} or more, got ${receiveWaitTimeSeconds}`];
}

export const queuesPollLong = resourceRule<Queue, Settings>({
  name: "queues-poll-long",
  description:
    "A consumer of an empty queue waits for a message instead of asking again, which is slower and paid each time.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html",
  remediationSteps: "Set receiveWaitTimeSeconds to 20, the longest that SQS offers.",
  settings: {
    minSeconds: {
      type: "integer",
      minimum: 1,
      maximum: 20,
      default: 10,
      description: "Shortest wait in seconds for a message.",
    },
  },
  types: ["aws:sqs/queue:Queue"],
  gaps: pollGaps,
  examples: {
    good: [{ inputs: { receiveWaitTimeSeconds: 20 } }, { inputs: { receiveWaitTimeSeconds: 10 } }],
    bad: [
      {
        inputs: { receiveWaitTimeSeconds: 9 },
        gaps: ["receiveWaitTimeSeconds must be 10 or more, got 9"],
      },
      {
        inputs: { receiveWaitTimeSeconds: 19 },
        settings: { minSeconds: 20 },
        gaps: ["receiveWaitTimeSeconds must be 20 or more, got 19"],
      },
    ],
    missing: { receiveWaitTimeSeconds: ["receiveWaitTimeSeconds must be 10 or more, got 0"] },
  },
});
