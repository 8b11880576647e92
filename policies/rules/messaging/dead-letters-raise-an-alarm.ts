import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const QUEUE = "aws:sqs/queue:Queue";
const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";

/** Queues of failed messages that nobody hears of until they are gone. */
export function silentGaps(stack: StackView): StackGap[] {
  const dead = new Set(stack.ofType(QUEUE).flatMap((queue) => queue.from("redrivePolicy").map(({ urn }) => urn)));
  const watched = new Set(
    stack
      .ofType(ALARM)
      .flatMap((alarm) => [...alarm.from("dimensions"), ...alarm.from("metricQueries")].map(({ urn }) => urn)),
  );
  return stack
    .ofType(QUEUE)
    .filter(({ urn }) => dead.has(urn) && !watched.has(urn))
    .map((resource) => ({ resource, message: "must have an alarm: it takes what others could not deal with" }));
}

const work = { type: QUEUE, name: "work", props: {}, from: { redrivePolicy: ["dead"] } };
const dead = { type: QUEUE, name: "dead", props: {} };
const alarm = (of: string) => ({ type: ALARM, name: "alarm", props: {}, from: { dimensions: [of] } });
const gaps = ["dead: must have an alarm: it takes what others could not deal with"];

export const deadLettersRaiseAnAlarm = stackRule({
  name: "dead-letters-raise-an-alarm",
  description: "What failed is looked at while it can still be put right; after fourteen days it is deleted.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/dead-letter-queues-alarms-cloudwatch.html",
  remediationSteps: "Declare an alarm on ApproximateNumberOfMessagesVisible of the queue, for anything over 0.",
  gaps: silentGaps,
  examples: {
    good: [{ resources: [work, dead, alarm("dead")] }],
    bad: [
      { resources: [work, dead], gaps },
      { resources: [work, dead, alarm("work")], gaps },
    ],
    missing: { "work.redrivePolicy": [], "alarm.dimensions": gaps },
  },
});
