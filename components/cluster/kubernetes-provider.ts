import { Provider } from "@pulumi/kubernetes/provider";
import type * as pulumi from "@pulumi/pulumi";

export interface KubernetesProviderArgs {
  readonly kubeconfig: pulumi.Input<string>;
  /** What the provider belongs to: objects are replaced when this changes, not when an endpoint or a certificate does. */
  readonly clusterName: pulumi.Input<string>;
  /** Whether an unreachable cluster's objects count as deleted. Only where the cluster may be thrown away with them. */
  readonly deleteUnreachable: boolean;
}

/** Declares the provider of everything inside one cluster. Pass as `dependsOn` what lets the deploying role in. */
export function declareKubernetesProvider(
  name: string,
  { kubeconfig, clusterName, deleteUnreachable }: KubernetesProviderArgs,
  opts: pulumi.ResourceOptions,
): Provider {
  return new Provider(
    name,
    {
      kubeconfig,
      clusterIdentifier: clusterName,
      enableServerSideApply: true, // fields that autoscalers and controllers own stay theirs
      deleteUnreachable,
    },
    opts,
  );
}
