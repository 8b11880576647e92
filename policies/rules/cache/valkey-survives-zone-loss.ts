import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Group = Inputs<
  aws.elasticache.ReplicationGroupArgs,
  | "multiAzEnabled"
  | "automaticFailoverEnabled"
  | "replicasPerNodeGroup"
  | "numCacheClusters"
  | "globalReplicationGroupId"
>;

/** Why a replication group would go down with one availability zone. */
export function zoneLossGaps(group: Group): string[] {
  return [
    ...replicaGaps(group),
    ...(group.automaticFailoverEnabled === true ? [] : ["automaticFailoverEnabled must be true"]),
    ...(group.multiAzEnabled === true ? [] : ["multiAzEnabled must be true"]),
  ];
}

function replicaGaps(group: Group): string[] {
  // A member of a global datastore that says nothing has as many as the primary group.
  if (isSet(group, "globalReplicationGroupId") && group.replicasPerNodeGroup === undefined) return [];
  // Cluster mode counts replicas per shard; the older mode counts every node, primary included.
  const replicas = group.replicasPerNodeGroup ?? (group.numCacheClusters ?? 1) - 1;
  return replicas >= 1 ? [] : [`replicas per shard must be 1 or more, got ${replicas}`];
}

const safe: Group = { replicasPerNodeGroup: 1, automaticFailoverEnabled: true, multiAzEnabled: true };

export const valkeySurvivesZoneLoss = resourceRule<Group>({
  name: "valkey-survives-zone-loss",
  description: "Every cache keeps a copy in a second zone and fails over to it without a person.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoFailover.html",
  remediationSteps: "Give each shard a replica or more, and turn automatic failover and Multi-AZ on.",
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  gaps: zoneLossGaps,
  examples: {
    good: [
      { inputs: safe },
      { inputs: { ...safe, replicasPerNodeGroup: undefined, numCacheClusters: 2 } },
      { inputs: { ...safe, replicasPerNodeGroup: undefined, globalReplicationGroupId: "fpkhr-sessions" } },
    ],
    bad: [
      { inputs: { ...safe, replicasPerNodeGroup: 0 }, gaps: ["replicas per shard must be 1 or more, got 0"] },
      {
        inputs: { ...safe, replicasPerNodeGroup: undefined, numCacheClusters: 1 },
        gaps: ["replicas per shard must be 1 or more, got 0"],
      },
      { inputs: { ...safe, automaticFailoverEnabled: false }, gaps: ["automaticFailoverEnabled must be true"] },
      { inputs: { ...safe, multiAzEnabled: false }, gaps: ["multiAzEnabled must be true"] },
    ],
    missing: {
      replicasPerNodeGroup: ["replicas per shard must be 1 or more, got 0"],
      automaticFailoverEnabled: ["automaticFailoverEnabled must be true"],
      multiAzEnabled: ["multiAzEnabled must be true"],
      globalReplicationGroupId: [],
    },
  },
});
