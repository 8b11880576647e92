import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What pods of a namespace may do to their node. Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/ */
export type PodSecurity = "restricted" | "baseline" | "privileged";

export interface NamespaceArgs {
  /** Of Kubernetes; everything in the cluster refers to it, so no letters are added to it. */
  readonly namespace: string;
  readonly podSecurity: PodSecurity;
  /** Beside those of Pod Security. @default none - few controllers look at a namespace's labels */
  readonly labels?: Readonly<Record<string, string>>;
}

/** Declares a namespace that refuses pods with more rights than `podSecurity`, and warns of those with more than `restricted`. */
export function declareNamespace(
  name: string,
  { namespace, podSecurity, labels = {} }: NamespaceArgs,
  opts: pulumi.CustomResourceOptions,
): kubernetes.core.v1.Namespace {
  return new kubernetes.core.v1.Namespace(
    name,
    {
      metadata: {
        name: namespace,
        labels: {
          "pod-security.kubernetes.io/enforce": podSecurity,
          "pod-security.kubernetes.io/warn": "restricted",
          ...labels,
        },
      },
    },
    opts,
  );
}
