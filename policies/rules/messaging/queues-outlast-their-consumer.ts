import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const QUEUE = "aws:sqs/queue:Queue";
const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";

/** Defaults of the two services, in seconds. */
const DEFAULTS = { timeout: 3, visibility: 30 };
/** Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const TIMES = 6;

/** Queues that hand a message to a second consumer while the first is still at work on it. */
export function visibilityGaps(stack: StackView): StackGap[] {
  return stack.ofType(MAPPING).flatMap((mapping) => {
    const consumers = mapping.from("functionName").filter(({ type }) => type === FUNCTION);
    const queues = mapping.from("eventSourceArn").filter(({ type }) => type === QUEUE);
    return consumers.flatMap((consumer) => {
      const timeout = stack.known(consumer, () => (consumer.props.timeout ?? DEFAULTS.timeout) as number);
      if (timeout === undefined) return [];
      return stack.each(queues, ({ props }) => {
        const { visibilityTimeoutSeconds: visible = DEFAULTS.visibility } = props;
        if (visible >= TIMES * timeout) return [];
        return `visibilityTimeoutSeconds must be ${TIMES * timeout} or more, ${TIMES} times the timeout of ${consumer.name}, got ${visible}`;
      });
    });
  });
}

const queue = (visibilityTimeoutSeconds: number) => ({
  type: QUEUE,
  name: "queue",
  props: { visibilityTimeoutSeconds },
});
const consumer = (timeout: number) => ({ type: FUNCTION, name: "consumer", props: { timeout } });
const mapping = {
  type: MAPPING,
  name: "mapping",
  props: {},
  from: { functionName: ["consumer"], eventSourceArn: ["queue"] },
};
const gap = (least: number, got: number) =>
  `queue: visibilityTimeoutSeconds must be ${least} or more, 6 times the timeout of consumer, got ${got}`;

export const queuesOutlastTheirConsumer = stackRule({
  name: "queues-outlast-their-consumer",
  description: "A message is worked on once: a consumer that is slow or throttled is not overtaken by its own queue.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html",
  remediationSteps: "Set visibilityTimeoutSeconds of the queue to six times the timeout of the function.",
  gaps: visibilityGaps,
  examples: {
    good: [{ resources: [queue(180), consumer(30), mapping] }, { resources: [queue(30), consumer(900)] }],
    bad: [{ resources: [queue(179), consumer(30), mapping], gaps: [gap(180, 179)] }],
    missing: {
      "mapping.functionName": [],
      "mapping.eventSourceArn": [],
      "queue.visibilityTimeoutSeconds": [gap(180, 30)],
      "consumer.timeout": [],
    },
  },
});
