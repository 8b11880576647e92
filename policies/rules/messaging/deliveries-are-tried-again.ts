import { resourceRule } from "../../rule";
import { isSet } from "../../unknown";

interface Target {
  readonly deadLetterConfig?: object;
  readonly retryPolicy?: { readonly maximumRetryAttempts?: number };
}

interface Delivery extends Target {
  readonly target?: Target;
}

const SCHEDULE = "aws:scheduler/schedule:Schedule";

/** Events and schedules that are dropped, unseen, once EventBridge has given up. */
export function deliveryGaps(delivery: Delivery, { type }: { readonly type: string }): string[] {
  const isSchedule = type === SCHEDULE;
  const target = isSchedule ? (delivery.target ?? {}) : delivery;
  if (isSet(target, "deadLetterConfig")) return [];
  // A start that is not to be made up for, such as an experiment's, has no use for a queue.
  if (isSchedule && target.retryPolicy?.maximumRetryAttempts === 0) return [];
  return [`${isSchedule ? "target." : ""}deadLetterConfig must name a queue`];
}

export const deliveriesAreTriedAgain = resourceRule<Delivery>({
  name: "deliveries-are-tried-again",
  description: "An event or a nightly job that could not be delivered waits in a queue, where an alarm finds it.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html",
  remediationSteps: "Set deadLetterConfig to a queue that EventBridge may write to.",
  types: ["aws:cloudwatch/eventTarget:EventTarget", SCHEDULE],
  gaps: deliveryGaps,
  examples: {
    good: [
      { inputs: { deadLetterConfig: { arn: "queue" } } },
      { type: SCHEDULE, inputs: { target: { deadLetterConfig: { arn: "queue" } } } },
      { type: SCHEDULE, inputs: { target: { retryPolicy: { maximumRetryAttempts: 0 } } } },
    ],
    bad: [
      { inputs: { target: { deadLetterConfig: { arn: "queue" } } }, gaps: ["deadLetterConfig must name a queue"] },
      { type: SCHEDULE, inputs: { target: {} }, gaps: ["target.deadLetterConfig must name a queue"] },
    ],
    missing: { deadLetterConfig: ["deadLetterConfig must name a queue"] },
  },
});
