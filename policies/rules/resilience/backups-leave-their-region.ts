import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Plan = Excerpt<aws.backup.PlanArgs, "rules">;

/** Backups that are lost with their region or their vault. */
export function copyGaps({ rules = [] }: Plan): string[] {
  return rules
    .filter(({ copyActions = [] }) => copyActions.length === 0)
    .map(({ ruleName }) => `copyActions of rule ${ruleName} must name a vault in another region`);
}

const daily = { ruleName: "daily", targetVaultName: "vault" };
const gap = "copyActions of rule daily must name a vault in another region";

export const backupsLeaveTheirRegion = resourceRule<Plan>({
  name: "backups-leave-their-region",
  description:
    "What was stored yesterday can be restored elsewhere, on the day on which a region or its keys are gone.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/aws-backup/latest/devguide/cross-region-backup.html",
  remediationSteps: "Add a copy action to each rule, with a vault in another region.",
  types: ["aws:backup/plan:Plan"],
  gaps: copyGaps,
  examples: {
    good: [{ inputs: { rules: [{ ...daily, copyActions: [{ destinationVaultArn: "copy" }] }] } }],
    bad: [{ inputs: { rules: [{ ...daily, copyActions: [] }] }, gaps: [gap] }],
    missing: { rules: [], "rules.0.copyActions": [gap] },
  },
});
