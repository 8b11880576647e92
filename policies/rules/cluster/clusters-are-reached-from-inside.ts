import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Cluster = Excerpt<aws.eks.ClusterArgs, "vpcConfig">;

/** Clusters whose nodes ask the control plane through the internet. */
export function endpointGaps({ vpcConfig }: Cluster): string[] {
  return vpcConfig?.endpointPrivateAccess === true ? [] : ["vpcConfig.endpointPrivateAccess must be true"];
}

export const clustersAreReachedFromInside = resourceRule<Cluster>({
  name: "clusters-are-reached-from-inside",
  description: "Nodes join and pods start while the NAT gateway or the way to the internet is down.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html",
  remediationSteps: "Set vpcConfig.endpointPrivateAccess to true.",
  types: ["aws:eks/cluster:Cluster"],
  gaps: endpointGaps,
  examples: {
    good: [{ inputs: { vpcConfig: { endpointPrivateAccess: true } } }],
    bad: [
      {
        inputs: { vpcConfig: { endpointPrivateAccess: false } },
        gaps: ["vpcConfig.endpointPrivateAccess must be true"],
      },
    ],
    missing: { vpcConfig: ["vpcConfig.endpointPrivateAccess must be true"] },
  },
});
