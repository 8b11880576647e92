import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Cluster = Inputs<aws.eks.ClusterArgs, "computeConfig" | "kubernetesNetworkConfig" | "storageConfig">;

/** Clusters of which AWS runs only a part: it refuses them, but not before everything in front of them exists. */
export function autoModeGaps(cluster: Cluster): string[] {
  const switches = {
    "computeConfig.enabled": cluster.computeConfig?.enabled ?? false,
    "kubernetesNetworkConfig.elasticLoadBalancing.enabled":
      cluster.kubernetesNetworkConfig?.elasticLoadBalancing?.enabled ?? false,
    "storageConfig.blockStorage.enabled": cluster.storageConfig?.blockStorage?.enabled ?? false,
  };
  const names = Object.entries(switches);
  if (names.every(([, on]) => on) || !names.some(([, on]) => on)) return [];
  return names.filter(([, on]) => !on).map(([name]) => `${name} must be true, as the other parts of Auto Mode are`);
}

const cluster = (compute: boolean, balancing: boolean, storage: boolean): Cluster => ({
  computeConfig: { enabled: compute },
  kubernetesNetworkConfig: { elasticLoadBalancing: { enabled: balancing } },
  storageConfig: { blockStorage: { enabled: storage } },
});
const off = (name: string) => [`${name} must be true, as the other parts of Auto Mode are`];

export const autoModeIsWhole = resourceRule<Cluster>({
  name: "auto-mode-is-whole",
  description: "A cluster has all of EKS Auto Mode or none of it, so an update does not stop half way.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/auto-cli-enable.html",
  remediationSteps: "Turn compute, load balancing and block storage on together, or all of them off.",
  types: ["aws:eks/cluster:Cluster"],
  gaps: autoModeGaps,
  examples: {
    good: [{ inputs: cluster(true, true, true) }, { inputs: cluster(false, false, false) }, { inputs: {} }],
    bad: [
      { inputs: cluster(true, true, false), gaps: off("storageConfig.blockStorage.enabled") },
      { inputs: cluster(false, true, true), gaps: off("computeConfig.enabled") },
    ],
    missing: {
      computeConfig: off("computeConfig.enabled"),
      kubernetesNetworkConfig: off("kubernetesNetworkConfig.elasticLoadBalancing.enabled"),
      storageConfig: off("storageConfig.blockStorage.enabled"),
    },
  },
});
