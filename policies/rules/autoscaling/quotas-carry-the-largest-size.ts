import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { HPA, largestSizes, namespaceOf, podsBy } from "../../workloads";

const QUOTA = "kubernetes:core/v1:ResourceQuota";

/** Quotas that stop a namespace before its autoscalers have reached what they may: the pods are refused at the peak. */
export function quotaGaps(stack: StackView): StackGap[] {
  const most = podsBy(largestSizes(stack), ({ scaler }) => namespaceOf(scaler));
  return stack.each(stack.ofType(QUOTA), (quota) => {
    const needed = most.get(namespaceOf(quota)) ?? 0;
    const pods = Number(quota.props.spec?.hard?.pods ?? Number.POSITIVE_INFINITY);
    return pods >= needed ? [] : `spec.hard.pods must be ${needed} or more, the sum of maxReplicas there, got ${pods}`;
  });
}

const metadata = { namespace: "playback" };
const hpa = {
  type: HPA,
  name: "hpa",
  props: { metadata, spec: { scaleTargetRef: { name: "playback" }, maxReplicas: 100 } },
};
const quota = (pods: string) => ({ type: QUOTA, name: "quota", props: { metadata, spec: { hard: { pods } } } });
const gap = (needed: number, got: number) =>
  `quota: spec.hard.pods must be ${needed} or more, the sum of maxReplicas there, got ${got}`;

export const quotasCarryTheLargestSize = stackRule({
  name: "quotas-carry-the-largest-size",
  description: "A service can be as large as its autoscaler may make it; no quota refuses the pods of a peak.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/policy/resource-quotas/",
  remediationSteps: "Raise the quota of the namespace to the sum of maxReplicas and of what a rollout adds.",
  gaps: quotaGaps,
  examples: {
    good: [
      { resources: [hpa, quota("100")] },
      {
        resources: [
          hpa,
          { ...quota("10"), props: { metadata: { namespace: "other" }, spec: { hard: { pods: "10" } } } },
        ],
      },
    ],
    bad: [
      { resources: [hpa, quota("99")], gaps: [gap(100, 99)] },
      { resources: [hpa, { ...hpa, name: "second" }, quota("199")], gaps: [gap(200, 199)] },
    ],
    missing: { "hpa.metadata": [], "hpa.spec": [], "quota.metadata": [], "quota.spec": [] },
  },
});
