import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Group = Inputs<aws.elasticache.ParameterGroupArgs, "parameters">;

const POLICY = "maxmemory-policy";

/** Why a full cache would refuse writes. Without the parameter ElastiCache evicts keys that expire (volatile-lru). */
export function evictionGaps({ parameters = [] }: Group): string[] {
  const refuses = parameters.some(({ name, value }) => name === POLICY && value === "noeviction");
  return refuses ? [`${POLICY} must not be noeviction: a full cache would refuse every write`] : [];
}

export const valkeyEvictsWhenFull = resourceRule<Group>({
  name: "valkey-evicts-when-full",
  description: "A cache that is full makes room by itself, so a miss stays a slow answer and never becomes an error.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/ParameterGroups.Engine.html",
  remediationSteps: "Set maxmemory-policy to allkeys-lru or allkeys-lfu for a cache, volatile-lru where keys expire.",
  types: ["aws:elasticache/parameterGroup:ParameterGroup"],
  gaps: evictionGaps,
  examples: {
    good: [
      { inputs: { parameters: [{ name: POLICY, value: "allkeys-lfu" }] } },
      { inputs: { parameters: [{ name: "timeout", value: "0" }] } },
    ],
    bad: [
      {
        inputs: {
          parameters: [
            { name: "timeout", value: "0" },
            { name: POLICY, value: "noeviction" },
          ],
        },
        gaps: ["maxmemory-policy must not be noeviction: a full cache would refuse every write"],
      },
    ],
    missing: { parameters: [] },
  },
});
