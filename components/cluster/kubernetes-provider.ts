import { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./cluster";

export interface KubernetesProviderArgs {
  readonly cluster: Pick<Cluster, "kubeconfig" | "clusterName" | "access">;
  /** Whether an unreachable cluster's objects count as deleted. Only where the cluster may be thrown away with them. */
  readonly deleteUnreachable: boolean;
}

/** Declares the provider of everything inside one cluster, for those who put something into it: a cluster has none by itself. */
export function declareKubernetesProvider(
  name: string,
  { cluster, deleteUnreachable }: KubernetesProviderArgs,
  opts: Omit<pulumi.ResourceOptions, "dependsOn">,
): Provider {
  return new Provider(
    name,
    {
      kubeconfig: cluster.kubeconfig,
      clusterIdentifier: cluster.clusterName, // objects are replaced when this changes, not when an endpoint or a certificate does
      enableServerSideApply: true, // fields that autoscalers and controllers own stay theirs
      deleteUnreachable,
    },
    { ...opts, dependsOn: [...cluster.access] },
  );
}
