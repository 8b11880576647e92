import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Group = Inputs<aws.elasticache.ReplicationGroupArgs, "nodeType" | "globalReplicationGroupId">;

/** Nodes that slow down once their credits are spent, or of a generation before the last two. */
const SLOW = /^cache\.(t\d|[mr][345])/;

/** Caches that are slowest when they are needed most. */
export function nodeTypeGaps(group: Group): string[] {
  if (isSet(group, "globalReplicationGroupId") && !isSet(group, "nodeType")) return []; // a member has the primary's type
  const { nodeType = "" } = group;
  if (nodeType !== "" && !SLOW.test(nodeType)) return [];
  return [`nodeType must be of a class with a constant speed, such as cache.r7g.large, got ${nodeType || "none"}`];
}

const gap = (got: string) => `nodeType must be of a class with a constant speed, such as cache.r7g.large, got ${got}`;

export const valkeyNodesAreNotBurstable = resourceRule<Group>({
  name: "valkey-nodes-are-not-burstable",
  description: "The cache answers in under a millisecond at the end of a peak as well: no credits run out.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html",
  remediationSteps: "Choose a node type of r7g or m7g, or newer.",
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  gaps: nodeTypeGaps,
  examples: {
    good: [{ inputs: { nodeType: "cache.r7g.large" } }, { inputs: { globalReplicationGroupId: "fpkhr-sessions" } }],
    bad: [
      { inputs: { nodeType: "cache.t4g.medium" }, gaps: [gap("cache.t4g.medium")] },
      { inputs: { nodeType: "cache.r5.large" }, gaps: [gap("cache.r5.large")] },
    ],
    missing: { nodeType: [gap("none")], globalReplicationGroupId: [] },
  },
});
