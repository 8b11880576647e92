import { CLUSTER, clustersByProvider, PROVIDER } from "../../clusters";
import { type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";
import { HPA, largestSizes, podsBy, SCALED_OBJECT } from "../../workloads";

const SUBNET = "aws:ec2/subnet:Subnet";

/** Addresses of a subnet that AWS keeps. Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html */
const KEPT = 5;

interface Settings {
  readonly addressesPerPod: number;
}

/** Clusters whose autoscalers may start more pods than their subnets have addresses. Each pod takes one of the VPC. */
export function addressGaps(stack: StackView, { addressesPerPod }: Settings): StackGap[] {
  const clusters = clustersByProvider(stack);
  const pods = podsBy(largestSizes(stack), ({ scaler }) => clusters.get(scaler.provider)?.urn ?? "");
  return stack.ofType(CLUSTER).flatMap((resource) => {
    const subnets = new Map(
      resource.from("vpcConfig").flatMap((each) => (each.type === SUBNET ? [[each.urn, each]] : [])),
    );
    const free = [...subnets.values()].map((subnet) => stack.known(subnet, () => addresses(subnet)));
    // Subnets from elsewhere, or unknown ones, which are noted: nothing can be counted.
    if (free.length === 0 || free.some((count) => count === undefined)) return [];
    const total = free.reduce<number>((sum, count) => sum + (count ?? 0), 0);
    const wanted = (pods.get(resource.urn) ?? 0) * addressesPerPod;
    if (wanted <= total) return [];
    return [{ resource, message: `subnets must have ${wanted} addresses or more for maxReplicas, got ${total}` }];
  });
}

function addresses({ props }: StackResource): number | undefined {
  const [, bits] = /\/(\d+)$/.exec(props.cidrBlock ?? "") ?? [];
  return bits === undefined ? undefined : 2 ** (32 - Number(bits)) - KEPT;
}

const subnet = (cidrBlock: string) => ({ type: SUBNET, name: "subnet", props: { cidrBlock } });
const cluster = { type: CLUSTER, name: "cluster", props: {}, from: { vpcConfig: ["subnet"] } };
const provider = { type: PROVIDER, name: "provider", props: {}, from: { kubeconfig: ["cluster"] } };
const hpa = (maxReplicas: number) => ({
  type: HPA,
  name: "hpa",
  props: { metadata: { name: "playback" }, spec: { scaleTargetRef: { name: "playback" }, maxReplicas } },
  provider: "provider",
});
const worker = {
  type: SCALED_OBJECT,
  name: "worker",
  props: { spec: { scaleTargetRef: { name: "worker" } } },
  provider: "provider",
};

export const subnetsCarryTheLargestSize = stackRule<Settings>({
  name: "subnets-carry-the-largest-size",
  description:
    "Every pod that an autoscaler may start finds an address, with as many again for rollouts and other pods.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html",
  remediationSteps: "Give the cluster larger subnets, or lower maxReplicas; a subnet cannot be resized in place.",
  settings: {
    addressesPerPod: {
      type: "number",
      minimum: 1,
      default: 2,
      description: "Addresses that must be there for each pod of an autoscaler's maximum.",
    },
  },
  gaps: addressGaps,
  examples: {
    good: [
      { resources: [subnet("10.0.0.0/24"), cluster, provider, hpa(125)] },
      { resources: [cluster, provider, hpa(1000)] },
    ],
    bad: [
      {
        resources: [subnet("10.0.0.0/24"), cluster, provider, hpa(126)],
        gaps: ["cluster: subnets must have 252 addresses or more for maxReplicas, got 251"],
      },
      {
        resources: [subnet("10.0.0.0/24"), cluster, provider, hpa(26), worker],
        gaps: ["cluster: subnets must have 252 addresses or more for maxReplicas, got 251"],
      },
      {
        resources: [subnet("10.0.0.0/24"), cluster, provider, hpa(100)],
        settings: { addressesPerPod: 3 },
        gaps: ["cluster: subnets must have 300 addresses or more for maxReplicas, got 251"],
      },
    ],
    missing: {
      "provider.kubeconfig": [],
      "cluster.vpcConfig": [],
      "subnet.cidrBlock": [],
      "hpa.metadata": [],
      "hpa.spec": [],
    },
  },
});
