import { CLUSTER, clustersByProvider, PROVIDER } from "../../clusters";
import { vcpusOf } from "../../instance-size";
import { type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";
import { cores, DEPLOYMENT, HPA, largestSizes, place, podSpec } from "../../workloads";

const NODE_GROUP = "aws:eks/nodeGroup:NodeGroup";
const NODE_POOL = "kubernetes:karpenter.sh/v1:NodePool";
const QUOTA = "aws:servicequotas/serviceQuota:ServiceQuota";
/** vCPUs of an account's standard on-demand instances in one region. Source: https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html */
const STANDARD_VCPUS = "L-1216C47A";

/**
 * Clusters whose autoscalers may ask for more CPUs than their nodes can have: those of node groups and node pools at their largest,
 * and never more than the account's quota. Where nothing of that is declared, nothing can be counted.
 */
export function nodeGaps(stack: StackView): StackGap[] {
  const needed = requestedCores(stack);
  const declared = declaredCores(stack);
  const quotas = quotasByRegion(stack);
  return stack.each(stack.ofType(CLUSTER), (cluster) => {
    const nodes = hasAutoPools(cluster)
      ? Number.POSITIVE_INFINITY
      : (declared.get(cluster.urn) ?? Number.POSITIVE_INFINITY);
    const most = Math.min(nodes, quotas.get(cluster.props.region) ?? Number.POSITIVE_INFINITY);
    const wanted = needed.get(cluster.urn) ?? 0;
    return wanted <= most ? [] : `nodes must have ${wanted} vCPUs or more for maxReplicas, got ${most}`;
  });
}

/** CPUs that all autoscalers of a cluster request at their maximum, by the cluster's URN. */
function requestedCores(stack: StackView): Map<string, number> {
  const perPod = new Map<string, number>();
  for (const deployment of stack.ofType(DEPLOYMENT)) {
    stack.known(deployment, () => {
      const { containers = [] } = podSpec(deployment.props, DEPLOYMENT);
      const each = containers.reduce((sum, { resources }) => sum + cores(resources?.requests?.cpu), 0);
      perPod.set(place(deployment, deployment.props.metadata?.name), each);
    });
  }
  const clusters = clustersByProvider(stack);
  const needed = new Map<string, number>();
  for (const { scaler, target, pods } of largestSizes(stack)) {
    const cluster = clusters.get(scaler.provider)?.urn;
    if (cluster === undefined) continue;
    needed.set(cluster, (needed.get(cluster) ?? 0) + pods * (perPod.get(target) ?? 0));
  }
  return needed;
}

/** CPUs of node groups and node pools at their largest, by the cluster's URN; infinite where one has no limit. */
function declaredCores(stack: StackView): Map<string, number> {
  const most = new Map<string, number>();
  const add = (cluster: string | undefined, more: number | undefined) => {
    if (cluster !== undefined) most.set(cluster, (most.get(cluster) ?? 0) + (more ?? Number.POSITIVE_INFINITY));
  };
  for (const group of stack.ofType(NODE_GROUP)) {
    const size = stack.known(group, () => groupCores(group));
    for (const { type, urn } of group.from("clusterName")) if (type === CLUSTER) add(urn, size);
  }
  const clusters = clustersByProvider(stack);
  for (const pool of stack.ofType(NODE_POOL)) {
    const limit = stack.known(pool, () => pool.props.spec?.limits?.cpu as string | undefined);
    add(clusters.get(pool.provider)?.urn, limit === undefined ? undefined : cores(limit));
  }
  return most;
}

/** Of the smallest of its types; `undefined` where a name does not say. */
function groupCores({ props }: StackResource): number | undefined {
  const types: readonly string[] = props.instanceTypes ?? [];
  const sizes = types.map(vcpusOf);
  if (sizes.length === 0 || sizes.includes(undefined)) return undefined;
  return (props.scalingConfig?.maxSize ?? 0) * Math.min(...(sizes as number[]));
}

/** Node pools of Auto Mode, which have no limit. Source: https://docs.aws.amazon.com/eks/latest/userguide/set-builtin-node-pools.html */
const hasAutoPools = ({ props }: StackResource): boolean =>
  props.computeConfig?.enabled === true && (props.computeConfig.nodePools?.length ?? 0) > 0;

function quotasByRegion(stack: StackView): Map<string, number> {
  const quotas = new Map<string, number>();
  for (const quota of stack.ofType(QUOTA)) {
    stack.known(quota, () => {
      const { quotaCode, region, value } = quota.props;
      if (quotaCode === STANDARD_VCPUS) quotas.set(region, value);
    });
  }
  return quotas;
}

const cluster = { type: CLUSTER, name: "cluster", props: { region: "eu-west-1" } };
const auto = { ...cluster, props: { ...cluster.props, computeConfig: { enabled: true, nodePools: ["system"] } } };
const quota = (value: number) => ({
  type: QUOTA,
  name: "quota",
  props: { quotaCode: STANDARD_VCPUS, region: "eu-west-1", value },
});
const group = (maxSize: number) => ({
  type: NODE_GROUP,
  name: "group",
  props: { instanceTypes: ["m7g.2xlarge"], scalingConfig: { maxSize } },
  from: { clusterName: ["cluster"] },
});
const provider = { type: PROVIDER, name: "provider", props: {}, from: { kubeconfig: ["cluster"] } };
const inCluster = { provider: "provider" };
const pool = (limits: object) => ({ type: NODE_POOL, name: "pool", props: { spec: { limits } }, ...inCluster });
const metadata = { name: "playback", namespace: "playback" };
const containers = [{ name: "app", resources: { requests: { cpu: "500m" } } }];
const pods = (maxReplicas: number) => [
  provider,
  {
    type: DEPLOYMENT,
    name: "deployment",
    props: { metadata, spec: { template: { spec: { containers } } } },
    ...inCluster,
  },
  {
    type: HPA,
    name: "hpa",
    props: { metadata, spec: { scaleTargetRef: { name: "playback" }, maxReplicas } },
    ...inCluster,
  },
];
const gap = (wanted: number, got: number) =>
  `cluster: nodes must have ${wanted} vCPUs or more for maxReplicas, got ${got}`;

export const nodesCarryTheLargestSize = stackRule({
  name: "nodes-carry-the-largest-size",
  description: "Every pod that an autoscaler may start finds a node; none waits at the peak for a limit to be raised.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-quotas.html",
  remediationSteps: "Raise the node group, the node pool's limits or the account's quota, or lower maxReplicas.",
  gaps: nodeGaps,
  examples: {
    good: [
      { resources: [auto, quota(50), ...pods(100)] },
      { resources: [cluster, group(7), ...pods(100)] },
      { resources: [cluster, pool({ cpu: "50" }), ...pods(100)] },
      { resources: [auto, group(1), ...pods(100_000)] },
      { resources: [cluster, ...pods(100_000)] },
      { resources: [auto, { ...quota(1), props: { ...quota(1).props, region: "us-east-1" } }, ...pods(100)] },
    ],
    bad: [
      { resources: [auto, quota(50), ...pods(101)], gaps: [gap(50.5, 50)] },
      { resources: [auto, quota(50), group(100), ...pods(101)], gaps: [gap(50.5, 50)] },
      { resources: [cluster, group(6), ...pods(100)], gaps: [gap(50, 48)] },
      { resources: [cluster, group(1), pool({ cpu: "41" }), ...pods(100)], gaps: [gap(50, 49)] },
      { resources: [cluster, quota(49), pool({}), ...pods(100)], gaps: [gap(50, 49)] },
    ],
    missing: {
      "cluster.computeConfig": [],
      "cluster.region": [],
      "provider.kubeconfig": [],
      "quota.quotaCode": [],
      "quota.region": [],
      "quota.value": [],
      "hpa.metadata": [],
      "hpa.spec": [],
      "deployment.metadata": [],
      "deployment.spec": [],
    },
  },
});
