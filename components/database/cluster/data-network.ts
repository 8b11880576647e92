import type * as kubernetes from "@pulumi/kubernetes";
import { DENY_ALL } from "../../service/network-rules";
import { MONITORING_NAMESPACE, SERVICES } from "../../service/service-contract";
import { DATABASE_PORT } from "../endpoint";
import { POOL_METRICS_PORT, POOL_PORT } from "./pool-endpoint";

type PolicySpec = kubernetes.types.input.networking.v1.NetworkPolicySpec;
type EgressRule = kubernetes.types.input.networking.v1.NetworkPolicyEgressRule;

/** Labels by which the rules find pods. */
export const POOL_LABELS = { "app.kubernetes.io/name": "pgbouncer" };
export const JOB_LABELS = { "app.kubernetes.io/name": "database-job" };

/**
 * EKS's agent on each node, which hands out pods' credentials.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
const IDENTITY_AGENT = "169.254.170.23/32";

const tcp = (port: number) => ({ protocol: "TCP", port });

/** The database wherever it writes, and AWS for the secrets, as the pod and not as its node. */
function egress(networkCidrBlocks: readonly string[]): EgressRule[] {
  return [
    { to: networkCidrBlocks.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(DATABASE_PORT)] },
    { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } }], ports: [tcp(443)] },
    { to: [{ ipBlock: { cidr: IDENTITY_AGENT } }], ports: [tcp(80)] },
  ];
}

/** Rules of the namespace, by name: clients are the namespaces of services that use the database. */
export function dataPolicies(networkCidrBlocks: readonly string[]): Readonly<Record<string, PolicySpec>> {
  const clients = Object.values(SERVICES)
    .filter(({ database }) => database)
    .map(({ namespace }) => namespace);
  const from = (namespaces: readonly string[]) =>
    namespaces.map((name) => ({ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } } }));
  return {
    "deny-all": DENY_ALL,
    pgbouncer: {
      podSelector: { matchLabels: POOL_LABELS },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: from(clients), ports: [tcp(POOL_PORT)] },
        { from: from([MONITORING_NAMESPACE]), ports: [tcp(POOL_METRICS_PORT)] },
      ],
      egress: egress(networkCidrBlocks),
    },
    "database-job": {
      podSelector: { matchLabels: JOB_LABELS },
      policyTypes: ["Ingress", "Egress"],
      ingress: [],
      egress: egress(networkCidrBlocks),
    },
  };
}
