import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Group = Inputs<
  aws.elasticache.ReplicationGroupArgs,
  "transitEncryptionEnabled" | "atRestEncryptionEnabled" | "userGroupIds" | "authToken" | "globalReplicationGroupId"
>;

/** Caches that anybody in the network can read, or empty with one command. */
export function signInGaps(group: Group): string[] {
  const member = isSet(group, "globalReplicationGroupId"); // it takes encryption from the primary group
  return [
    ...(member || group.transitEncryptionEnabled === true ? [] : ["transitEncryptionEnabled must be true"]),
    ...(member || group.atRestEncryptionEnabled === true ? [] : ["atRestEncryptionEnabled must be true"]),
    ...(isSet(group, "userGroupIds") || isSet(group, "authToken") ? [] : ["userGroupIds must be set"]),
  ];
}

const safe: Group = { transitEncryptionEnabled: true, atRestEncryptionEnabled: true, userGroupIds: ["services"] };

export const valkeyLetsInWhoSignsIn = resourceRule<Group>({
  name: "valkey-lets-in-who-signs-in",
  description:
    "A service reads the keys that are its own and runs no FLUSHALL, so no mistake empties everybody's cache.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/Clusters.RBAC.html",
  remediationSteps: "Turn both encryptions on and give the group a user group with a user for each service.",
  types: ["aws:elasticache/replicationGroup:ReplicationGroup"],
  gaps: signInGaps,
  examples: {
    good: [
      { inputs: safe },
      { inputs: { ...safe, userGroupIds: undefined, authToken: "secret" } },
      { inputs: { globalReplicationGroupId: "fpkhr-sessions", userGroupIds: ["services"] } },
    ],
    bad: [
      { inputs: { ...safe, transitEncryptionEnabled: false }, gaps: ["transitEncryptionEnabled must be true"] },
      { inputs: { ...safe, userGroupIds: undefined }, gaps: ["userGroupIds must be set"] },
    ],
    missing: {
      transitEncryptionEnabled: ["transitEncryptionEnabled must be true"],
      atRestEncryptionEnabled: ["atRestEncryptionEnabled must be true"],
      userGroupIds: ["userGroupIds must be set"],
      authToken: [],
      globalReplicationGroupId: [],
    },
  },
});
