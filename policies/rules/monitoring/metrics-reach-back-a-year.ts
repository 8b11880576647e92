import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Configuration = Inputs<aws.amp.WorkspaceConfigurationArgs, "retentionPeriodInDays">;

interface Settings {
  readonly minDays: number;
}

/** What Amazon Managed Prometheus keeps where nothing is set, in days. */
const DEFAULT_DAYS = 150;

/** Metric stores that have forgotten last year's peak when this year's is planned. */
export function historyGaps(
  { retentionPeriodInDays: days = DEFAULT_DAYS }: Configuration,
  context: { settings: Settings },
) {
  const { minDays } = context.settings;
  return days >= minDays ? [] : [`retentionPeriodInDays must be ${minDays} or more, got ${days}`];
}

export const metricsReachBackAYear = resourceRule<Configuration, Settings>({
  name: "metrics-reach-back-a-year",
  description: "Capacity for a peak of the year is planned from the last one, and not from a guess.",
  severity: "low",
  enforcementLevel: "advisory",
  url: "https://docs.aws.amazon.com/prometheus/latest/userguide/AMP-workspace-configuration.html",
  remediationSteps: "Set retentionPeriodInDays to 395 days or more where peaks are planned from this store.",
  settings: {
    minDays: {
      type: "integer",
      minimum: 1,
      maximum: 1095,
      default: 395,
      description: "Shortest retention in days.",
    },
  },
  types: ["aws:amp/workspaceConfiguration:WorkspaceConfiguration"],
  gaps: historyGaps,
  examples: {
    good: [{ inputs: { retentionPeriodInDays: 760 } }, { inputs: { retentionPeriodInDays: 395 } }],
    bad: [
      {
        inputs: { retentionPeriodInDays: 394 },
        gaps: ["retentionPeriodInDays must be 395 or more, got 394"],
      },
      {
        inputs: { retentionPeriodInDays: 30 },
        settings: { minDays: 60 },
        gaps: ["retentionPeriodInDays must be 60 or more, got 30"],
      },
    ],
    missing: { retentionPeriodInDays: ["retentionPeriodInDays must be 395 or more, got 150"] },
  },
});
