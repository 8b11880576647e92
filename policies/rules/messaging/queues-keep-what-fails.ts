import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { isSet } from "../../unknown";

const QUEUE = "aws:sqs/queue:Queue";

/** By type, the property through which a resource names the queue that takes what fails. */
const NAMES_DEAD_LETTERS: Readonly<Record<string, string>> = {
  [QUEUE]: "redrivePolicy",
  "aws:sqs/redrivePolicy:RedrivePolicy": "redrivePolicy",
  "aws:sqs/redriveAllowPolicy:RedriveAllowPolicy": "queueUrl",
  "aws:cloudwatch/eventTarget:EventTarget": "deadLetterConfig",
  "aws:lambda/function:Function": "deadLetterConfig",
  "aws:lambda/eventSourceMapping:EventSourceMapping": "destinationConfig",
  "aws:sns/topicSubscription:TopicSubscription": "redrivePolicy",
  // One property holds the target and its dead letters, so a queue that a schedule fills counts as well.
  "aws:scheduler/schedule:Schedule": "target",
};

/** Queues that drop a message, or try it for ever, when its consumer cannot deal with it. */
export function deadLetterGaps(stack: StackView): StackGap[] {
  const safe = new Set<string>();
  for (const [type, property] of Object.entries(NAMES_DEAD_LETTERS)) {
    for (const resource of stack.ofType(type)) for (const { urn } of resource.from(property)) safe.add(urn);
  }
  for (const policy of stack.ofType("aws:sqs/redrivePolicy:RedrivePolicy")) {
    for (const { urn } of policy.from("queueUrl")) safe.add(urn);
  }
  return stack
    .ofType(QUEUE)
    .filter(({ urn, props }) => !safe.has(urn) && !isSet(props, "redrivePolicy") && !isSet(props, "redriveAllowPolicy"))
    .map((resource) => ({ resource, message: "must have a redrivePolicy, or be the dead letters of another queue" }));
}

const work = (props: object) => ({ type: QUEUE, name: "work", props: { ...props }, from: { redrivePolicy: ["dead"] } });
const dead = { type: QUEUE, name: "dead", props: {} };

export const queuesKeepWhatFails = stackRule({
  name: "queues-keep-what-fails",
  description:
    "A message that its consumer cannot deal with is put aside, so it blocks none behind it and is not lost.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html",
  remediationSteps:
    "Give the queue a redrivePolicy that names a second queue, and raise an alarm when that is not empty.",
  gaps: deadLetterGaps,
  examples: {
    good: [
      { resources: [work({ redrivePolicy: "{}" }), dead] },
      {
        resources: [
          dead,
          {
            type: "aws:cloudwatch/eventTarget:EventTarget",
            name: "target",
            props: {},
            from: { deadLetterConfig: ["dead"] },
          },
        ],
      },
      {
        resources: [
          { type: QUEUE, name: "work", props: {} },
          dead,
          {
            type: "aws:sqs/redrivePolicy:RedrivePolicy",
            name: "redrive",
            props: {},
            from: { queueUrl: ["work"], redrivePolicy: ["dead"] },
          },
        ],
      },
    ],
    bad: [
      {
        resources: [{ type: QUEUE, name: "work", props: { visibilityTimeoutSeconds: 60 } }],
        gaps: ["work: must have a redrivePolicy, or be the dead letters of another queue"],
      },
    ],
    missing: {
      "work.redrivePolicy": ["work", "dead"].map(
        (name) => `${name}: must have a redrivePolicy, or be the dead letters of another queue`,
      ),
    },
  },
});
