import { resourceRule } from "../../rule";

interface Hpa {
  readonly spec?: { readonly behavior?: { readonly scaleDown?: { readonly stabilizationWindowSeconds?: number } } };
}

interface Settings {
  readonly minSeconds: number;
}

/** Autoscalers that give away in a dip what the next minute needs. Kubernetes waits five minutes where nothing is set. */
export function shrinkGaps({ spec = {} }: Hpa, { settings }: { readonly settings: Settings }): string[] {
  const seconds = spec.behavior?.scaleDown?.stabilizationWindowSeconds ?? 300;
  if (seconds >= settings.minSeconds) return [];
  return [
    `spec.behavior.scaleDown.stabilizationWindowSeconds must be ${settings.minSeconds} seconds or more, got ${seconds}`,
  ];
}

const hpa = (stabilizationWindowSeconds: number): Hpa => ({
  spec: { behavior: { scaleDown: { stabilizationWindowSeconds } } },
});
const gap = (least: number, got: number) =>
  `spec.behavior.scaleDown.stabilizationWindowSeconds must be ${least} seconds or more, got ${got}`;

export const hpasShrinkSlowly = resourceRule<Hpa, Settings>({
  name: "hpas-shrink-slowly",
  description: "A dip between two waves of viewers costs no pods that the second wave would have to wait for.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#stabilization-window",
  remediationSteps: "Set the stabilisation window of scaleDown to five minutes or more.",
  settings: {
    minSeconds: {
      type: "integer",
      minimum: 0,
      maximum: 3600,
      default: 300,
      description: "Shortest time in seconds for which the load must be low before pods go.",
    },
  },
  types: ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler"],
  gaps: shrinkGaps,
  examples: {
    good: [{ inputs: hpa(600) }, { inputs: hpa(300) }, { inputs: hpa(60), settings: { minSeconds: 60 } }],
    bad: [
      { inputs: hpa(299), gaps: [gap(300, 299)] },
      { inputs: hpa(300), settings: { minSeconds: 301 }, gaps: [gap(301, 300)] },
    ],
    missing: { spec: [], "spec.behavior.scaleDown.stabilizationWindowSeconds": [] },
  },
});
