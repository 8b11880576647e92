import type * as kubernetes from "@pulumi/kubernetes";
import { CACHE_PORT } from "../cache/endpoint";
import { POOL_PORT } from "../database/cluster/pool-endpoint";
import { selectorLabels } from "./pod-template";
import {
  DATA_NAMESPACE,
  HTTP_PORT,
  INGRESS_NAMESPACE,
  LOAD_TEST_NAMESPACE,
  METRICS_PORT,
  MONITORING_NAMESPACE,
} from "./service-contract";

type PolicySpec = kubernetes.types.input.networking.v1.NetworkPolicySpec;
type EgressRule = kubernetes.types.input.networking.v1.NetworkPolicyEgressRule;
type Peer = kubernetes.types.input.networking.v1.NetworkPolicyPeer;

/** One workload in one namespace. */
export interface Party {
  readonly workload: string;
  readonly namespace: string;
}

/**
 * EKS's agent on each node, which hands out pods' credentials.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html
 */
const IDENTITY_AGENT = { cidr: "169.254.170.23/32", port: 80 };

/** Where a node's own credentials are had. */
const LINK_LOCAL = "169.254.0.0/16";

const tcp = (port: number) => ({ protocol: "TCP", port });

const namespacePeer = (namespace: string): Peer => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
});

const partyPeer = ({ workload, namespace }: Party): Peer => ({
  ...namespacePeer(namespace),
  podSelector: { matchLabels: selectorLabels(workload) },
});

/** Nothing comes in and nothing goes out but questions for names: Auto Mode's resolver runs on the node, in no namespace. */
export const DENY_ALL: PolicySpec = {
  podSelector: {},
  policyTypes: ["Ingress", "Egress"],
  egress: [{ ports: [{ protocol: "UDP", port: 53 }, tcp(53)] }],
};

/** AWS through its endpoints or the internet, signed in as the pod and not as its node. */
const AWS_EGRESS: readonly EgressRule[] = [
  { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: [LINK_LOCAL] } }], ports: [tcp(443)] },
  { to: [{ ipBlock: { cidr: IDENTITY_AGENT.cidr } }], ports: [tcp(IDENTITY_AGENT.port)] },
];

/** Caches of every region, because sessions are written in one of them, and the connection pools of this cluster. */
function dataEgress(networkCidrBlocks: readonly string[]): EgressRule[] {
  return [
    { to: networkCidrBlocks.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(CACHE_PORT)] },
    { to: [namespacePeer(DATA_NAMESPACE)], ports: [tcp(POOL_PORT)] },
  ];
}

function serviceEgress(callees: readonly Party[]): EgressRule[] {
  return callees.length === 0 ? [] : [{ to: callees.map(partyPeer), ports: [tcp(HTTP_PORT)] }];
}

export interface ServiceParties {
  /** Services that call this one, and those that it calls. */
  readonly callers: readonly Party[];
  readonly callees: readonly Party[];
  /** Of every region's network. */
  readonly networkCidrBlocks: readonly string[];
}

/** What a service's pods are reached by, and reach. */
export function servicePolicy(workload: string, { callers, callees, networkCidrBlocks }: ServiceParties): PolicySpec {
  return {
    podSelector: { matchLabels: selectorLabels(workload) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [namespacePeer(INGRESS_NAMESPACE), namespacePeer(LOAD_TEST_NAMESPACE), ...callers.map(partyPeer)],
        ports: [tcp(HTTP_PORT)],
      },
      { from: [namespacePeer(MONITORING_NAMESPACE)], ports: [tcp(METRICS_PORT)] },
    ],
    egress: [...AWS_EGRESS, ...dataEgress(networkCidrBlocks), ...serviceEgress(callees)],
  };
}

/** A worker is reached by nobody but who reads its metrics. */
export function workerPolicy(
  workload: string,
  callees: readonly Party[],
  networkCidrBlocks: readonly string[],
): PolicySpec {
  return {
    podSelector: { matchLabels: selectorLabels(workload) },
    policyTypes: ["Ingress", "Egress"],
    ingress: [{ from: [namespacePeer(MONITORING_NAMESPACE)], ports: [tcp(METRICS_PORT)] }],
    egress: [...AWS_EGRESS, ...dataEgress(networkCidrBlocks), ...serviceEgress(callees)],
  };
}
