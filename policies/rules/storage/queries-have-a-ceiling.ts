import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Workgroup = Inputs<aws.athena.WorkgroupArgs, "configuration">;

/** Athena workgroups in which one query without a filter may read, and be charged for, the whole lake. */
export function scanGaps({ configuration = {} }: Workgroup): string[] {
  return [
    ...((configuration.bytesScannedCutoffPerQuery ?? 0) > 0
      ? []
      : ["configuration.bytesScannedCutoffPerQuery must be set, in bytes"]),
    // Enforced where nothing is set; otherwise a client's own settings go first.
    ...(configuration.enforceWorkgroupConfiguration === false
      ? ["configuration.enforceWorkgroupConfiguration must be true"]
      : []),
  ];
}

const configuration = { bytesScannedCutoffPerQuery: 1_099_511_627_776, enforceWorkgroupConfiguration: true };
const unlimited = "configuration.bytesScannedCutoffPerQuery must be set, in bytes";

export const queriesHaveACeiling = resourceRule<Workgroup>({
  name: "queries-have-a-ceiling",
  description: "A query that forgets its filter ends after a terabyte, not after the lake and its bill.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/athena/latest/ug/workgroups-setting-control-limits-cloudwatch.html",
  remediationSteps: "Set bytesScannedCutoffPerQuery to several times what a good query reads, and enforce it.",
  types: ["aws:athena/workgroup:Workgroup"],
  gaps: scanGaps,
  examples: {
    good: [{ inputs: { configuration } }],
    bad: [
      { inputs: { configuration: { ...configuration, bytesScannedCutoffPerQuery: undefined } }, gaps: [unlimited] },
      {
        inputs: { configuration: { ...configuration, enforceWorkgroupConfiguration: false } },
        gaps: ["configuration.enforceWorkgroupConfiguration must be true"],
      },
    ],
    missing: { configuration: [unlimited] },
  },
});
