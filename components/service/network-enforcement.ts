import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/**
 * Declares that NetworkPolicies hold: nodes of Auto Mode accept them and let everything through until this is there.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html
 */
export function declareNetworkEnforcement(name: string, opts: pulumi.CustomResourceOptions): void {
  new kubernetes.core.v1.ConfigMap(
    name,
    {
      metadata: { name: "amazon-vpc-cni", namespace: "kube-system" },
      data: { "enable-network-policy-controller": "true" },
    },
    opts,
  );
}
