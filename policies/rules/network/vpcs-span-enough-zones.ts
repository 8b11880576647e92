import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const VPC = "aws:ec2/vpc:Vpc";
const SUBNET = "aws:ec2/subnet:Subnet";

interface Settings {
  readonly minZones: number;
}

/** VPCs of which too large a part is lost with one zone. */
export function spanGaps(stack: StackView, { minZones }: Settings): StackGap[] {
  const zones = new Map<string, Set<string>>();
  for (const subnet of stack.ofType(SUBNET)) {
    const { props } = subnet;
    const zone = stack.known(subnet, () => (props.availabilityZoneId ?? props.availabilityZone) as string | undefined);
    for (const { urn } of subnet.from("vpcId")) {
      if (zone !== undefined) zones.set(urn, (zones.get(urn) ?? new Set()).add(zone));
    }
  }
  return stack.ofType(VPC).flatMap((resource) => {
    const count = zones.get(resource.urn)?.size ?? 0;
    return count >= minZones
      ? []
      : [{ resource, message: `must have subnets in ${minZones} zones or more, got ${count}` }];
  });
}

const vpc = { type: VPC, name: "vpc", props: {} };
const subnet = (availabilityZoneId: string) => ({
  type: SUBNET,
  name: availabilityZoneId,
  props: { availabilityZoneId },
  from: { vpcId: ["vpc"] },
});
const gap = (least: number, got: number) => `vpc: must have subnets in ${least} zones or more, got ${got}`;

export const vpcsSpanEnoughZones = stackRule<Settings>({
  name: "vpcs-span-enough-zones",
  description: "A zone that is lost takes a third of the capacity, which the others can take over.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_fault_isolation_multiaz_region_system.html",
  remediationSteps: "Declare subnets in three zones.",
  settings: {
    minZones: { type: "integer", minimum: 1, maximum: 6, default: 3, description: "Zones that a VPC must have." },
  },
  gaps: spanGaps,
  examples: {
    good: [
      { resources: [vpc, subnet("az1"), subnet("az2"), subnet("az3")] },
      { resources: [vpc, subnet("az1"), subnet("az2")], settings: { minZones: 2 } },
    ],
    bad: [
      { resources: [vpc, subnet("az1"), subnet("az2")], gaps: [gap(3, 2)] },
      { resources: [vpc], settings: { minZones: 1 }, gaps: [gap(1, 0)] },
    ],
    missing: {
      "az1.vpcId": [gap(3, 2)],
      "az2.vpcId": [gap(3, 2)],
      "az3.vpcId": [gap(3, 2)],
      "az1.availabilityZoneId": [gap(3, 2)],
      "az1.availabilityZone": [],
      "az2.availabilityZoneId": [gap(3, 2)],
      "az2.availabilityZone": [],
      "az3.availabilityZoneId": [gap(3, 2)],
      "az3.availabilityZone": [],
    },
  },
});
