import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Template = Inputs<aws.fis.ExperimentTemplateArgs, "stopConditions">;

/** Experiments that go on while viewers are hurt. */
export function stopGaps({ stopConditions = [] }: Template): string[] {
  const stops = stopConditions.some(({ source }) => source === "aws:cloudwatch:alarm");
  return stops ? [] : ["stopConditions must name an alarm, not none"];
}

export const experimentsCanBeStopped = resourceRule<Template>({
  name: "experiments-can-be-stopped",
  description: "An experiment that goes wrong ends by itself within a minute of the first viewers who notice.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/fis/latest/userguide/stop-conditions.html",
  remediationSteps: "Add a stop condition with source aws:cloudwatch:alarm and the alarm of the service objective.",
  types: ["aws:fis/experimentTemplate:ExperimentTemplate"],
  gaps: stopGaps,
  examples: {
    good: [{ inputs: { stopConditions: [{ source: "aws:cloudwatch:alarm", value: "alarm" }] } }],
    bad: [{ inputs: { stopConditions: [{ source: "none" }] }, gaps: ["stopConditions must name an alarm, not none"] }],
    missing: { stopConditions: ["stopConditions must name an alarm, not none"] },
  },
});
