import { expect, it } from "@jest/globals";
import { Cluster, type ClusterArgs } from "../../../components/cluster/cluster";
import { declareKubernetesProvider } from "../../../components/cluster/kubernetes-provider";
import { physicalName } from "../../../components/physical-name";
import { declared } from "../../support/declared";
import { secretValue } from "../../support/declared-facts";
import { resolved } from "../../support/mocks";
import { prod } from "./samples";

const args: ClusterArgs = {
  region: "eu-west-1",
  settings: prod,
  accountId: "111122223333",
  subnetIds: ["subnet-a", "subnet-b"],
  clock: { timezone: "Europe/Dublin", quietHourUtc: 3 },
  pageTopicArn: "arn:page",
  ticketTopicArn: "arn:ticket",
  logRetentionDays: 30,
  protectStateful: true,
};

it.each([
  ["never forgets the objects of a cluster that is kept", false, "false"],
  ["forgets the objects of a cluster that may be thrown away, with it", true, "true"],
])("a cluster's provider %s", async (_, deleteUnreachable, expected) => {
  let cluster!: Cluster;
  const made = await declared((opts) => {
    cluster = new Cluster("k8s", args, opts);
    declareKubernetesProvider("k8s-kubernetes", { cluster, deleteUnreachable }, opts);
  });
  const { kubeconfig, ...provider } = made.one("k8s-kubernetes");
  expect(provider).toEqual({
    clusterIdentifier: physicalName("eks-cluster", "k8s"), // not the endpoint, which may change
    enableServerSideApply: "true",
    deleteUnreachable: expected,
  });
  expect(secretValue(kubeconfig)).toBe(await resolved(cluster.kubeconfig));
  expect(made.waitsFor("k8s-kubernetes")).toEqual([
    "k8s-admin-platform-admin-policy",
    "k8s-viewer-platform-viewer-policy",
  ]);
});
