import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { DEPLOYMENT, HPA, place, SCALED_OBJECT } from "../../workloads";

/** Autoscalers that aim at a Deployment which has one already: Kubernetes stops both. */
export function secondScalerGaps(stack: StackView): StackGap[] {
  const first = new Map<string, string>();
  return stack.each(stack.ofType(HPA, SCALED_OBJECT), (scaler) => {
    const { kind = "Deployment", name } = scaler.props.spec?.scaleTargetRef ?? {};
    if (kind !== "Deployment" || name === undefined) return [];
    const target = place(scaler, name);
    const other = first.get(target);
    if (other === undefined) first.set(target, scaler.name);
    return other === undefined ? [] : `must not scale Deployment ${name}, which ${other} scales already`;
  });
}

const metadata = { namespace: "playback" };
const spec = { scaleTargetRef: { kind: "Deployment", name: "playback" } };
const hpa = { type: HPA, name: "hpa", props: { metadata, spec } };
const scaled = { type: SCALED_OBJECT, name: "scaled", props: { metadata, spec } };
const elsewhere = { ...scaled, props: { metadata: { namespace: "other" }, spec } };
const gaps = ["scaled: must not scale Deployment playback, which hpa scales already"];

export const deploymentsHaveOneAutoscaler = stackRule({
  name: "deployments-have-one-autoscaler",
  description: "A service grows with its load; with two autoscalers on it, neither acts (AmbiguousSelector).",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#ambiguous-selectors",
  remediationSteps: "Put the metrics of both into one autoscaler: the highest of them decides.",
  gaps: secondScalerGaps,
  examples: {
    good: [{ resources: [hpa, { type: DEPLOYMENT, name: "deployment", props: {} }] }, { resources: [hpa, elsewhere] }],
    bad: [
      { resources: [hpa, scaled], gaps },
      { resources: [hpa, { ...scaled, props: { metadata, spec: { scaleTargetRef: { name: "playback" } } } }], gaps },
    ],
    missing: { "hpa.spec": [], "hpa.metadata": [] },
  },
});
