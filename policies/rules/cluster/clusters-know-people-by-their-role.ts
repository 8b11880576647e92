import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Cluster = Inputs<aws.eks.ClusterArgs, "accessConfig">;

/** Clusters that one wrong edit of a ConfigMap can lock everybody out of. EKS reads that map unless told otherwise. */
export function accessGaps({ accessConfig }: Cluster): string[] {
  const mode = accessConfig?.authenticationMode ?? "CONFIG_MAP";
  return mode === "API" ? [] : [`accessConfig.authenticationMode must be API, got ${mode}`];
}

const mode = (authenticationMode: string): Cluster => ({ accessConfig: { authenticationMode } });

export const clustersKnowPeopleByTheirRole = resourceRule<Cluster>({
  name: "clusters-know-people-by-their-role",
  description:
    "Access is declared with the cluster and can be mended from outside it, also when the cluster is not well.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html",
  remediationSteps: "Set accessConfig.authenticationMode to API, and declare access entries.",
  types: ["aws:eks/cluster:Cluster"],
  gaps: accessGaps,
  examples: {
    good: [{ inputs: mode("API") }],
    bad: [
      {
        inputs: mode("API_AND_CONFIG_MAP"),
        gaps: ["accessConfig.authenticationMode must be API, got API_AND_CONFIG_MAP"],
      },
    ],
    missing: {
      accessConfig: ["accessConfig.authenticationMode must be API, got CONFIG_MAP"],
      "accessConfig.authenticationMode": ["accessConfig.authenticationMode must be API, got CONFIG_MAP"],
    },
  },
});
