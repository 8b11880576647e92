import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";

type Balancer = Inputs<
  aws.lb.LoadBalancerArgs,
  "loadBalancerType" | "enableCrossZoneLoadBalancing" | "enableZonalShift"
>;

/** Network load balancers that send a zone's viewers to that zone's pods only, busy or gone. */
export function zoneGaps(balancer: Balancer): string[] {
  if (balancer.loadBalancerType !== "network") return []; // an application load balancer always crosses zones
  return [
    ...(balancer.enableCrossZoneLoadBalancing === true ? [] : ["enableCrossZoneLoadBalancing must be true"]),
    ...(balancer.enableZonalShift === true ? [] : ["enableZonalShift must be true"]),
  ];
}

const safe: Balancer = { loadBalancerType: "network", enableCrossZoneLoadBalancing: true, enableZonalShift: true };

export const entrancesSurviveAZone = resourceRule<Balancer>({
  name: "entrances-survive-a-zone",
  description: "Pods in all zones share the load evenly, and a zone that is unwell is left out with one call.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/zonal-shift.html",
  remediationSteps: "Set enableCrossZoneLoadBalancing and enableZonalShift to true.",
  types: ["aws:lb/loadBalancer:LoadBalancer"],
  gaps: zoneGaps,
  examples: {
    good: [{ inputs: safe }, { inputs: { loadBalancerType: "application" } }],
    bad: [
      {
        inputs: { ...safe, enableCrossZoneLoadBalancing: false },
        gaps: ["enableCrossZoneLoadBalancing must be true"],
      },
      { inputs: { ...safe, enableZonalShift: false }, gaps: ["enableZonalShift must be true"] },
    ],
    missing: {
      loadBalancerType: [],
      enableCrossZoneLoadBalancing: ["enableCrossZoneLoadBalancing must be true"],
      enableZonalShift: ["enableZonalShift must be true"],
    },
  },
});
