import type { StackResource, StackView } from "./stack-view";

export const CLUSTER = "aws:eks/cluster:Cluster";
export const PROVIDER = "pulumi:providers:kubernetes";

/** The EKS cluster behind each provider of Kubernetes, by the provider's URN; none for clusters that the stack does not declare. */
export function clustersByProvider(stack: StackView): Map<string, StackResource> {
  const clusters = new Map<string, StackResource>();
  for (const provider of stack.ofType(PROVIDER)) {
    const sources = [...provider.from("kubeconfig"), ...provider.from("clusterIdentifier")];
    const cluster = sources.find(({ type }) => type === CLUSTER);
    if (cluster !== undefined) clusters.set(provider.urn, cluster);
  }
  return clusters;
}
