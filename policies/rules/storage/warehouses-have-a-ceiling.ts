import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Workgroup = Inputs<aws.redshiftserverless.WorkgroupArgs, "maxCapacity" | "publiclyAccessible">;

/** Warehouses that grow with any query, up to what AWS has. */
export function ceilingGaps({ maxCapacity = 0, publiclyAccessible = false }: Workgroup): string[] {
  return [
    ...(maxCapacity > 0 ? [] : ["maxCapacity must be set, in Redshift processing units"]),
    ...(publiclyAccessible ? ["publiclyAccessible must be false"] : []),
  ];
}

const safe: Workgroup = { maxCapacity: 512, publiclyAccessible: false };

export const warehousesHaveACeiling = resourceRule<Workgroup>({
  name: "warehouses-have-a-ceiling",
  description: "A report that joins everything with everything is slow, and not a month's bill in one night.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-capacity.html",
  remediationSteps: "Set maxCapacity, and add a usage limit that warns before it.",
  types: ["aws:redshiftserverless/workgroup:Workgroup"],
  gaps: ceilingGaps,
  examples: {
    good: [{ inputs: safe }],
    bad: [
      { inputs: { ...safe, publiclyAccessible: true }, gaps: ["publiclyAccessible must be false"] },
      {
        inputs: { publiclyAccessible: false },
        gaps: ["maxCapacity must be set, in Redshift processing units"],
      },
    ],
    missing: { maxCapacity: ["maxCapacity must be set, in Redshift processing units"], publiclyAccessible: [] },
  },
});
