import { type RuleContext, resourceRule } from "../../rule";

interface MaybeBucket {
  readonly forceDestroy?: boolean;
}

const BUCKET = "aws:s3/bucket:Bucket";

/** Why a wrong change of a setting would delete data. A bucket that may be destroyed with its objects holds none to keep. */
export function protectionGaps(
  inputs: MaybeBucket,
  { type, protect }: Pick<RuleContext<unknown>, "type" | "protect">,
): string[] {
  if (protect || (type === BUCKET && inputs.forceDestroy === true)) return [];
  return ["must have the resource option protect"];
}

export const whatHoldsDataIsProtected = resourceRule<MaybeBucket>({
  name: "what-holds-data-is-protected",
  description: "Pulumi refuses to delete or replace what cannot be made again from code.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://www.pulumi.com/docs/iac/concepts/resources/options/protect/",
  remediationSteps: "Set protect in the options of the resource; where data may go, switch the rule off for the stack.",
  types: [
    BUCKET,
    "aws:rds/cluster:Cluster",
    "aws:rds/globalCluster:GlobalCluster",
    "aws:route53/zone:Zone",
    "aws:dynamodb/table:Table",
  ],
  gaps: protectionGaps,
  examples: {
    good: [
      { inputs: { forceDestroy: true } },
      { inputs: {}, protect: true },
      { inputs: {}, protect: true, type: "aws:route53/zone:Zone" },
    ],
    bad: [
      { inputs: { forceDestroy: false }, gaps: ["must have the resource option protect"] },
      {
        inputs: { forceDestroy: true },
        type: "aws:route53/zone:Zone",
        gaps: ["must have the resource option protect"],
      },
    ],
    missing: { forceDestroy: ["must have the resource option protect"] },
  },
});
