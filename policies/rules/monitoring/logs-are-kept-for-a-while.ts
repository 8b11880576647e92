import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.cloudwatch.LogGroupArgs, "retentionInDays">;

interface Settings {
  readonly maxDays: number;
}

/** Log groups that grow, and are paid, for ever. 0 and nothing mean for ever. */
export function retentionGaps({ retentionInDays = 0 }: Group, { settings }: { readonly settings: Settings }): string[] {
  if (retentionInDays > 0 && retentionInDays <= settings.maxDays) return [];
  const got = retentionInDays === 0 ? "for ever" : retentionInDays;
  return [`retentionInDays must be 1 to ${settings.maxDays}, got ${got}`];
}

export const logsAreKeptForAWhile = resourceRule<Group, Settings>({
  name: "logs-are-kept-for-a-while",
  description:
    "Logs go when nobody reads them any more, so their price follows the traffic and not the age of the platform.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  remediationSteps: "Set retentionInDays; what must be kept for longer belongs into S3.",
  settings: {
    maxDays: { type: "integer", minimum: 1, maximum: 3653, default: 365, description: "Longest retention in days." },
  },
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  gaps: retentionGaps,
  examples: {
    good: [{ inputs: { retentionInDays: 30 } }, { inputs: { retentionInDays: 365 } }],
    bad: [
      { inputs: { retentionInDays: 400 }, gaps: ["retentionInDays must be 1 to 365, got 400"] },
      { inputs: { retentionInDays: 0 }, gaps: ["retentionInDays must be 1 to 365, got for ever"] },
      {
        inputs: { retentionInDays: 30 },
        settings: { maxDays: 14 },
        gaps: ["retentionInDays must be 1 to 14, got 30"],
      },
    ],
    missing: { retentionInDays: ["retentionInDays must be 1 to 365, got for ever"] },
  },
});
