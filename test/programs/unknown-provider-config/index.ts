import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

class Cluster extends pulumi.CustomResource {
  declare readonly kubeconfig: pulumi.Output<string>;
  constructor(name: string) {
    super("cloud:index:Cluster", name, { kubeconfig: undefined });
  }
}

const cluster = new Cluster("cluster");
const provider = new kubernetes.Provider("cluster", { kubeconfig: cluster.kubeconfig });
const secret = new kubernetes.core.v1.Secret(
  "secret",
  { metadata: { name: "app" }, stringData: { a: "b" } },
  { provider },
);
const existing = kubernetes.core.v1.ConfigMap.get("existing", "kube-system/coredns", { provider });

// Nobody can ask a provider that cannot be configured yet: even what the program wrote is unknown as an output.
export const name = secret.metadata.name;
export const data = existing.data;
export const labels = kubernetes.helm.v3.Release.get("release", "a/b", { provider }).status;
