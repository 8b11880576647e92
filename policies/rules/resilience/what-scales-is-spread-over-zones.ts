import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { DEPLOYMENT, HPA, type PodSpec, podSpec, scaledDeployments } from "../../workloads";

const ZONE = "topology.kubernetes.io/zone";

/** Services that may all stand in one zone: the scheduler fills nodes, not zones, where nothing is set. */
export function spreadGaps(stack: StackView): StackGap[] {
  return stack.each(scaledDeployments(stack), ({ props }) => {
    const { topologySpreadConstraints: constraints = [] } = podSpec(props, DEPLOYMENT);
    const spread = constraints.some(({ topologyKey }) => topologyKey === ZONE);
    return spread ? [] : `topologySpreadConstraints must have one for ${ZONE}`;
  });
}

const metadata = { name: "playback", namespace: "streaming" };
const hpa = {
  type: HPA,
  name: "hpa",
  props: { metadata, spec: { scaleTargetRef: { kind: "Deployment", name: "playback" } } },
};
const deployment = (spec: PodSpec) => ({
  type: DEPLOYMENT,
  name: "deployment",
  props: { metadata, spec: { template: { spec } } },
});
const spread = { topologySpreadConstraints: [{ topologyKey: ZONE }] };
const gaps = ["deployment: topologySpreadConstraints must have one for topology.kubernetes.io/zone"];

export const whatScalesIsSpreadOverZones = stackRule({
  name: "what-scales-is-spread-over-zones",
  description: "A zone that is lost takes a third of a service with it, not all of it.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/",
  remediationSteps: "Add a spread constraint for topology.kubernetes.io/zone with maxSkew 1.",
  gaps: spreadGaps,
  examples: {
    good: [{ resources: [hpa, deployment(spread)] }, { resources: [deployment({})] }],
    bad: [
      { resources: [hpa, deployment({})], gaps },
      {
        resources: [hpa, deployment({ topologySpreadConstraints: [{ topologyKey: "kubernetes.io/hostname" }] })],
        gaps,
      },
    ],
    missing: {
      "hpa.metadata": [],
      "hpa.spec": [],
      "deployment.metadata": [],
      "deployment.spec": gaps,
    },
  },
});
