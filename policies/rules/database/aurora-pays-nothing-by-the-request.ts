import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Cluster = Inputs<aws.rds.ClusterArgs, "storageType">;

/** Clusters whose bill grows with every page that a query reads. Aurora's own default charges by the request. */
export function storageGaps({ storageType = "" }: Cluster): string[] {
  return storageType === "aurora-iopt1" ? [] : [`storageType must be aurora-iopt1, got ${storageType || "aurora"}`];
}

const gap = "storageType must be aurora-iopt1, got aurora";

export const auroraPaysNothingByTheRequest = resourceRule<Cluster>({
  name: "aurora-pays-nothing-by-the-request",
  description: "A premiere that reads ten times as much costs no more storage requests, and commits are quicker.",
  severity: "low",
  enforcementLevel: "advisory",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html",
  remediationSteps: "Set storageType to aurora-iopt1 where requests are over a quarter of the database's bill.",
  types: ["aws:rds/cluster:Cluster"],
  gaps: storageGaps,
  examples: {
    good: [{ inputs: { storageType: "aurora-iopt1" } }],
    bad: [{ inputs: { storageType: "aurora" }, gaps: [gap] }],
    missing: { storageType: [gap] },
  },
});
