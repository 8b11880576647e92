import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { isSet } from "../../unknown";

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const COMPOSITE = "aws:cloudwatch/compositeAlarm:CompositeAlarm";

/** By type, the properties through which something acts on an alarm. */
const ACT_ON: Readonly<Record<string, readonly string[]>> = {
  [COMPOSITE]: ["alarmRule", "actionsSuppressor"],
  "aws:fis/experimentTemplate:ExperimentTemplate": ["stopConditions"],
  "aws:route53/healthCheck:HealthCheck": ["cloudwatchAlarmName"],
  "aws:arczonalshift/zonalAutoshiftConfiguration:ZonalAutoshiftConfiguration": ["outcomeAlarms", "blockingAlarms"],
  "aws:autoscaling/group:Group": ["instanceRefresh"],
  "aws:appconfig/environment:Environment": ["monitors"],
};

const ACTIONS = ["alarmActions", "insufficientDataActions"];

/** Alarms that turn red for nobody: no topic, no other alarm, no experiment's stop condition and no health check has them. */
export function unheardGaps(stack: StackView): StackGap[] {
  const heard = new Set(
    Object.entries(ACT_ON).flatMap(([type, properties]) =>
      stack.ofType(type).flatMap((user) => properties.flatMap((property) => user.from(property).map(({ urn }) => urn))),
    ),
  );
  return stack.each(stack.ofType(ALARM, COMPOSITE), (alarm) => {
    if (heard.has(alarm.urn)) return [];
    const acts = ACTIONS.some((field) => isSet(alarm.props, field) && alarm.props[field].length !== 0);
    return acts ? [] : "alarmActions must name a topic, or an experiment or another alarm must use the alarm";
  });
}

const alarm = (alarmActions: string[]) => ({ type: ALARM, name: "alarm", props: { alarmActions } });
const experiment = {
  type: "aws:fis/experimentTemplate:ExperimentTemplate",
  name: "experiment",
  props: {},
  from: { stopConditions: ["stop"] },
};
const stop = { type: COMPOSITE, name: "stop", props: {}, from: { alarmRule: ["alarm"] } };
const gap = (name: string) =>
  `${name}: alarmActions must name a topic, or an experiment or another alarm must use the alarm`;

export const alarmsReachSomebody = stackRule({
  name: "alarms-reach-somebody",
  description: "Every alarm wakes a person, stops an experiment or moves traffic; none is red for a week unseen.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Alarms.html",
  remediationSteps: "Set alarmActions to a topic, or use the alarm in an experiment's stopConditions, or remove it.",
  gaps: unheardGaps,
  examples: {
    good: [{ resources: [alarm(["topic"])] }, { resources: [alarm([]), stop, experiment] }],
    bad: [
      { resources: [alarm([])], gaps: [gap("alarm")] },
      { resources: [alarm([]), stop], gaps: [gap("stop")] },
    ],
    missing: { "alarm.alarmActions": [gap("alarm")], "alarm.insufficientDataActions": [] },
  },
});
