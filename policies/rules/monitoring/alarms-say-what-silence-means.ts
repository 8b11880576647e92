import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Alarm = Inputs<aws.cloudwatch.MetricAlarmArgs, "treatMissingData">;

/** Alarms that neither ring nor rest when their metric stops. */
export function silenceGaps({ treatMissingData }: Alarm): string[] {
  if (treatMissingData !== undefined) return [];
  return ["treatMissingData must be set: left out, a metric that stops leaves the alarm without a state"];
}

export const alarmsSayWhatSilenceMeans = resourceRule<Alarm>({
  name: "alarms-say-what-silence-means",
  description: "A metric that stops either raises its alarm or is known to be harmless; nobody has to guess which.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html",
  remediationSteps: "Set treatMissingData: breaching for what must always report, notBreaching for counts of errors.",
  types: ["aws:cloudwatch/metricAlarm:MetricAlarm"],
  gaps: silenceGaps,
  examples: {
    good: [{ inputs: { treatMissingData: "breaching" } }, { inputs: { treatMissingData: "missing" } }],
    bad: [
      {
        inputs: {},
        gaps: ["treatMissingData must be set: left out, a metric that stops leaves the alarm without a state"],
      },
    ],
    missing: {
      treatMissingData: [
        "treatMissingData must be set: left out, a metric that stops leaves the alarm without a state",
      ],
    },
  },
});
