import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Cluster = Excerpt<aws.eks.ClusterArgs, "kubeControllerManagerConfig" | "controlPlaneScalingConfig">;

/** Clusters that ask for a quicker autoscaler on a tier without it, which EKS refuses after everything before it exists. */
export function tierGaps(cluster: Cluster): string[] {
  if (!isSet(cluster, "kubeControllerManagerConfig")) return [];
  const tier = cluster.controlPlaneScalingConfig?.tier ?? "standard";
  if (tier !== "standard") return [];
  return ["controlPlaneScalingConfig.tier must be above standard for kubeControllerManagerConfig, got standard"];
}

const quick = { horizontalPodAutoscalerControllerConfig: { horizontalPodAutoscalerSyncPeriod: "10s" } };
const inputs = (tier: string) => ({ kubeControllerManagerConfig: quick, controlPlaneScalingConfig: { tier } });
const gap = "controlPlaneScalingConfig.tier must be above standard for kubeControllerManagerConfig, got standard";

export const quickAutoscalingHasItsTier = resourceRule<Cluster>({
  name: "quick-autoscaling-has-its-tier",
  description: "The update of a cluster ends, and its autoscalers look every ten seconds as they were told to.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/eks-provisioned-control-plane.html",
  remediationSteps: "Choose a provisioned tier such as tier-xl, or leave kubeControllerManagerConfig out.",
  types: ["aws:eks/cluster:Cluster"],
  gaps: tierGaps,
  examples: {
    good: [{ inputs: inputs("tier-xl") }, { inputs: {} }],
    bad: [{ inputs: inputs("standard"), gaps: [gap] }],
    missing: { kubeControllerManagerConfig: [], controlPlaneScalingConfig: [gap] },
  },
});
