import type * as kubernetes from "@pulumi/kubernetes";
import { type Inputs, resourceRule } from "../../rule";

type Hpa = { spec?: Inputs<kubernetes.types.input.autoscaling.v2.HorizontalPodAutoscalerSpec> };

interface Settings {
  readonly minSurge: number;
}

/** Autoscalers that cannot grow enough, or that let a service stand on one pod. Kubernetes keeps one where nothing is set. */
export function surgeGaps({ spec = {} }: Hpa, { settings }: { readonly settings: Settings }): string[] {
  const { minReplicas = 1, maxReplicas = 0 } = spec;
  const most = minReplicas * settings.minSurge;
  return [
    ...(minReplicas >= 2 ? [] : [`spec.minReplicas must be 2 or more, got ${minReplicas}`]),
    ...(maxReplicas >= most
      ? []
      : [`spec.maxReplicas must be ${most} or more, ${settings.minSurge} times spec.minReplicas, got ${maxReplicas}`]),
  ];
}

const hpa = (minReplicas: number, maxReplicas: number): Hpa => ({ spec: { minReplicas, maxReplicas } });

export const hpasCanAbsorbASurge = resourceRule<Hpa, Settings>({
  name: "hpas-can-absorb-a-surge",
  description: "A service can grow to several times its usual size, and never stands on a single pod.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/",
  remediationSteps: "Raise maxReplicas, after checking that subnets, nodes and the database carry as many pods.",
  settings: {
    minSurge: {
      type: "number",
      minimum: 1,
      default: 2,
      description: "How many times its smallest size a service must be able to grow to.",
    },
  },
  types: ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler"],
  gaps: surgeGaps,
  examples: {
    good: [{ inputs: hpa(10, 100) }, { inputs: hpa(2, 4) }, { inputs: hpa(4, 4), settings: { minSurge: 1 } }],
    bad: [
      { inputs: hpa(1, 10), gaps: ["spec.minReplicas must be 2 or more, got 1"] },
      { inputs: hpa(10, 19), gaps: ["spec.maxReplicas must be 20 or more, 2 times spec.minReplicas, got 19"] },
      {
        inputs: hpa(10, 100),
        settings: { minSurge: 11 },
        gaps: ["spec.maxReplicas must be 110 or more, 11 times spec.minReplicas, got 100"],
      },
    ],
    missing: {
      spec: [
        "spec.minReplicas must be 2 or more, got 1",
        "spec.maxReplicas must be 2 or more, 2 times spec.minReplicas, got 0",
      ],
      "spec.minReplicas": ["spec.minReplicas must be 2 or more, got 1"],
      "spec.maxReplicas": ["spec.maxReplicas must be 20 or more, 2 times spec.minReplicas, got 0"],
    },
  },
});
