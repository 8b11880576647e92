import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Instance = Inputs<aws.rds.ClusterInstanceArgs, "instanceClass">;

/** Instances that slow down once their processor credits are spent, which is in the middle of an evening's peak. */
export function burstableGaps({ instanceClass = "" }: Instance): string[] {
  if (instanceClass !== "" && !/^db\.t\d/.test(instanceClass)) return [];
  return [`instanceClass must be of a class with a constant speed, got ${instanceClass || "none"}`];
}

const none = "instanceClass must be of a class with a constant speed, got none";

export const auroraInstancesAreNotBurstable = resourceRule<Instance>({
  name: "aurora-instances-are-not-burstable",
  description: "The database is as fast after two hours of peak as in its first minute: no credits run out.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Concepts.DBInstanceClass.Types.html",
  remediationSteps: "Choose an r or serverless class, such as db.r8g.large or db.serverless.",
  types: ["aws:rds/clusterInstance:ClusterInstance"],
  gaps: burstableGaps,
  examples: {
    good: [{ inputs: { instanceClass: "db.r8g.2xlarge" } }, { inputs: { instanceClass: "db.serverless" } }],
    bad: [
      {
        inputs: { instanceClass: "db.t4g.medium" },
        gaps: ["instanceClass must be of a class with a constant speed, got db.t4g.medium"],
      },
    ],
    missing: { instanceClass: [none] },
  },
});
