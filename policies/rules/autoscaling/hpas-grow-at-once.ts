import { resourceRule } from "../../rule";

interface Hpa {
  readonly spec?: {
    readonly behavior?: {
      readonly scaleUp?: { readonly selectPolicy?: string; readonly stabilizationWindowSeconds?: number };
    };
  };
}

/** Autoscalers that wait, or take the smallest step, while viewers wait too. Kubernetes does neither where nothing is set. */
export function growthGaps({ spec = {} }: Hpa): string[] {
  const { selectPolicy = "Max", stabilizationWindowSeconds: seconds = 0 } = spec.behavior?.scaleUp ?? {};
  return [
    ...(selectPolicy === "Max" ? [] : [`spec.behavior.scaleUp.selectPolicy must be Max, got ${selectPolicy}`]),
    ...(seconds === 0 ? [] : [`spec.behavior.scaleUp.stabilizationWindowSeconds must be 0 seconds, got ${seconds}`]),
  ];
}

const hpa = (scaleUp: object): Hpa => ({ spec: { behavior: { scaleUp } } });
const quick = { selectPolicy: "Max", stabilizationWindowSeconds: 0 };

export const hpasGrowAtOnce = resourceRule<Hpa>({
  name: "hpas-grow-at-once",
  description: "A surge is met in the first minute: nothing holds an autoscaler back from adding pods.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#configurable-scaling-behavior",
  remediationSteps:
    "Set selectPolicy of scaleUp to Max and its stabilisation window to 0; slow down scaleDown instead.",
  types: ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler"],
  gaps: growthGaps,
  examples: {
    good: [{ inputs: hpa(quick) }],
    bad: [
      {
        inputs: hpa({ ...quick, selectPolicy: "Disabled" }),
        gaps: ["spec.behavior.scaleUp.selectPolicy must be Max, got Disabled"],
      },
      {
        inputs: hpa({ ...quick, selectPolicy: "Min" }),
        gaps: ["spec.behavior.scaleUp.selectPolicy must be Max, got Min"],
      },
      {
        inputs: hpa({ ...quick, stabilizationWindowSeconds: 300 }),
        gaps: ["spec.behavior.scaleUp.stabilizationWindowSeconds must be 0 seconds, got 300"],
      },
    ],
    missing: { spec: [], "spec.behavior": [] },
  },
});
