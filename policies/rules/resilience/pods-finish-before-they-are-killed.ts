import { resourceRule } from "../../rule";
import { DEPLOYMENT, podSpec, type Workload, workloadOf } from "../../workloads";

interface Settings {
  readonly minSeconds: number;
}

/** Pods that are killed in the middle of a request: waiting before the end counts as part of the grace period. */
export function graceGaps(workload: Workload, { settings }: { readonly settings: Settings }): string[] {
  const pod = podSpec(workload, DEPLOYMENT);
  return (pod.containers ?? []).flatMap(({ name, lifecycle }) => {
    const drain = lifecycle?.preStop?.sleep?.seconds ?? 0;
    if (drain === 0) return [];
    const grace = pod.terminationGracePeriodSeconds ?? 30;
    if (grace - drain >= settings.minSeconds) return [];
    const least = drain + settings.minSeconds;
    return [
      `terminationGracePeriodSeconds must be ${least} or more, preStop of ${name} and ${settings.minSeconds} seconds, got ${grace}`,
    ];
  });
}

const pod = (seconds: number, terminationGracePeriodSeconds: number) =>
  workloadOf({ name: "app", lifecycle: { preStop: { sleep: { seconds } } } }, { terminationGracePeriodSeconds });
const gap = (least: number, got: number) =>
  `terminationGracePeriodSeconds must be ${least} or more, preStop of app and 15 seconds, got ${got}`;

export const podsFinishBeforeTheyAreKilled = resourceRule<Workload, Settings>({
  name: "pods-finish-before-they-are-killed",
  description: "A rollout or a smaller size costs no request: a pod answers what it has taken before it ends.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination",
  remediationSteps: "Raise terminationGracePeriodSeconds above the preStop wait and the longest request.",
  settings: {
    minSeconds: {
      type: "integer",
      minimum: 1,
      maximum: 600,
      default: 15,
      description: "Seconds that a pod has for its last requests after preStop.",
    },
  },
  types: [DEPLOYMENT],
  gaps: graceGaps,
  examples: {
    good: [{ inputs: pod(15, 60) }, { inputs: pod(15, 30) }, { inputs: workloadOf({ name: "app" }) }],
    bad: [
      { inputs: pod(15, 29), gaps: [gap(30, 29)] },
      { inputs: pod(20, 10), gaps: [gap(35, 10)] },
    ],
    missing: { spec: [], "spec.template.spec.terminationGracePeriodSeconds": [] },
  },
});
