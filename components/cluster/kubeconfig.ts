import * as pulumi from "@pulumi/pulumi";

export interface KubeconfigArgs {
  readonly region: string;
  readonly clusterName: pulumi.Input<string>;
  readonly endpoint: pulumi.Input<string>;
  /** Of the cluster's certificate authority, in base64. */
  readonly caData: pulumi.Input<string>;
}

/**
 * How to reach a cluster: as whoever the AWS CLI is at that moment. It holds no token, because one lives 15 minutes and would be a
 * difference in every preview. Secret all the same: with it and a stolen role there is nothing left to look up.
 */
export function kubeconfig({ region, clusterName, endpoint, caData }: KubeconfigArgs): pulumi.Output<string> {
  return pulumi.secret(
    pulumi.jsonStringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": clusterName,
      clusters: [{ name: clusterName, cluster: { server: endpoint, "certificate-authority-data": caData } }],
      contexts: [{ name: clusterName, context: { cluster: clusterName, user: clusterName } }],
      users: [
        {
          name: clusterName,
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1beta1",
              command: "aws",
              args: ["eks", "get-token", "--cluster-name", clusterName, "--region", region, "--output", "json"],
              interactiveMode: "Never",
            },
          },
        },
      ],
    }),
  );
}
