import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const GLOBAL = "aws:elasticache/globalReplicationGroup:GlobalReplicationGroup";
const TARGET = "aws:appautoscaling/target:Target";

/** Autoscaling of a member of a global datastore, which AWS refuses once the datastore exists: all members change together. */
export function memberScalingGaps(stack: StackView): StackGap[] {
  const members = new Set([
    ...stack.ofType(GLOBAL).flatMap((global) => global.from("primaryReplicationGroupId").map(({ urn }) => urn)),
    ...stack
      .ofType(GROUP)
      .filter((group) => group.from("globalReplicationGroupId").length > 0)
      .map(({ urn }) => urn),
  ]);
  return stack
    .ofType(TARGET)
    .filter((target) => target.from("resourceId").some(({ urn }) => members.has(urn)))
    .map((resource) => ({ resource, message: "must not scale a member of a global datastore" }));
}

const group = { type: GROUP, name: "primary", props: {} };
const global = { type: GLOBAL, name: "global", props: {}, from: { primaryReplicationGroupId: ["primary"] } };
const member = { type: GROUP, name: "member", props: {}, from: { globalReplicationGroupId: ["global"] } };
const alone = { type: GROUP, name: "alone", props: {} };
const target = (of: string) => ({ type: TARGET, name: "target", props: {}, from: { resourceId: [of] } });
const gaps = ["target: must not scale a member of a global datastore"];

export const globalDatastoresKeepTheirSize = stackRule({
  name: "global-datastores-keep-their-size",
  description: "No update stops halfway because one region's copy of the sessions was to grow without the others.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/AutoScaling.html",
  remediationSteps: "Remove the scaling target, and size the members of the datastore for the peak.",
  gaps: memberScalingGaps,
  examples: {
    good: [{ resources: [group, global, member, alone, target("alone")] }, { resources: [group, target("primary")] }],
    bad: [
      { resources: [group, global, target("primary")], gaps },
      { resources: [group, global, member, target("member")], gaps },
    ],
    missing: {
      "global.primaryReplicationGroupId": [],
      "member.globalReplicationGroupId": [],
      "target.resourceId": [],
    },
  },
});
