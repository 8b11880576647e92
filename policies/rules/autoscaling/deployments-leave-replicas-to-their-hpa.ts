import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { DEPLOYMENT, HPA, scaledDeployments } from "../../workloads";

/** Deployments that each update would set back to a fixed size, in the middle of a surge as well. */
export function fixedSizeGaps(stack: StackView): StackGap[] {
  return stack.each(scaledDeployments(stack), ({ props: { spec } }) =>
    spec?.replicas === undefined
      ? []
      : `spec.replicas must be left out, since an autoscaler sets it, got ${spec.replicas}`,
  );
}

const metadata = { name: "playback", namespace: "streaming" };
const hpa = {
  type: HPA,
  name: "hpa",
  props: { metadata, spec: { scaleTargetRef: { kind: "Deployment", name: "playback" }, maxReplicas: 100 } },
};
const deployment = (spec: object) => ({ type: DEPLOYMENT, name: "deployment", props: { metadata, spec } });
const fixed = "deployment: spec.replicas must be left out, since an autoscaler sets it, got 3";

export const deploymentsLeaveReplicasToTheirHpa = stackRule({
  name: "deployments-leave-replicas-to-their-hpa",
  description:
    "An update leaves a service at the size it has grown to, instead of cutting it down in the middle of a surge.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#migrating-deployments-and-statefulsets-to-horizontal-autoscaling",
  remediationSteps: "Leave spec.replicas out of the Deployment; the autoscaler's minReplicas is its first size.",
  gaps: fixedSizeGaps,
  examples: {
    good: [
      { resources: [hpa, deployment({})] },
      { resources: [deployment({ replicas: 3 })] },
      {
        resources: [
          hpa,
          { type: DEPLOYMENT, name: "other", props: { metadata: { name: "playback" }, spec: { replicas: 3 } } },
        ],
      },
    ],
    bad: [{ resources: [hpa, deployment({ replicas: 3 })], gaps: [fixed] }],
    missing: {
      "hpa.metadata": [],
      "hpa.spec": [],
      "deployment.metadata": [],
      "deployment.spec": [],
    },
  },
});
