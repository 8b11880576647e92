import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.elasticache.ParameterGroupArgs, "parameters">;

const RESERVED = "reserved-memory-percent";
/** What ElastiCache keeps where nothing is set. */
const DEFAULT_PERCENT = 25;

/** Groups that leave too little memory for a new replica's snapshot and for output buffers, or waste half of a node. */
export function reservedGaps({ parameters = [] }: Group): string[] {
  const percent = Number(parameters.find(({ name }) => name === RESERVED)?.value ?? DEFAULT_PERCENT);
  return percent >= 15 && percent <= 50 ? [] : [`${RESERVED} must be 15 to 50 percent, got ${percent}`];
}

const group = (value: string): Group => ({ parameters: [{ name: RESERVED, value }] });

export const valkeyKeepsMemoryForCopies = resourceRule<Group>({
  name: "valkey-keeps-memory-for-copies",
  description: "A node that copies itself to a new replica does not swap, so a failover is no second incident.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/redis-memory-management.html",
  remediationSteps: "Set reserved-memory-percent to 25, the default of AWS.",
  types: ["aws:elasticache/parameterGroup:ParameterGroup"],
  gaps: reservedGaps,
  examples: {
    good: [{ inputs: group("25") }, { inputs: group("15") }, { inputs: group("50") }],
    bad: [
      { inputs: group("14"), gaps: ["reserved-memory-percent must be 15 to 50 percent, got 14"] },
      { inputs: group("51"), gaps: ["reserved-memory-percent must be 15 to 50 percent, got 51"] },
    ],
    missing: { parameters: [] },
  },
});
