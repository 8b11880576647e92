import { resourceRule } from "../../rule";

interface Metric {
  readonly type?: string;
  readonly resource?: { readonly name?: string; readonly target?: Target };
  readonly containerResource?: { readonly name?: string; readonly target?: Target };
}

interface Target {
  readonly averageUtilization?: number;
}

interface Hpa {
  readonly spec?: { readonly metrics?: readonly Metric[] };
}

interface Settings {
  readonly maxPercent: number;
}

/** Targets so high that pods are full before the new ones are ready. Kubernetes aims at 80 percent where nothing is set. */
export function targetGaps({ spec = {} }: Hpa, { settings }: { readonly settings: Settings }): string[] {
  return (spec.metrics ?? []).flatMap((metric) => {
    const { name, target } = metric.resource ?? metric.containerResource ?? {};
    const percent = target?.averageUtilization ?? 0; // an absolute value is compared with what nobody knows here
    if (percent <= settings.maxPercent) return [];
    return [`averageUtilization of ${name} must be ${settings.maxPercent} percent or less, got ${percent}`];
  });
}

const hpa = (averageUtilization: number): Hpa => ({
  spec: { metrics: [{ type: "Resource", resource: { name: "cpu", target: { averageUtilization } } }] },
});
const gap = (most: number, got: number) => `averageUtilization of cpu must be ${most} percent or less, got ${got}`;

export const hpasStartBeforePodsAreFull = resourceRule<Hpa, Settings>({
  name: "hpas-start-before-pods-are-full",
  description: "The pods that are there carry the minute or two until new ones are ready, without queues.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/autoscaling/horizontal-pod-autoscale/#algorithm-details",
  remediationSteps: "Lower the target until what is left covers the growth of the load while a pod starts.",
  settings: {
    maxPercent: {
      type: "integer",
      minimum: 10,
      maximum: 100,
      default: 80,
      description: "Highest target of utilisation in percent of what pods request.",
    },
  },
  types: ["kubernetes:autoscaling/v2:HorizontalPodAutoscaler"],
  gaps: targetGaps,
  examples: {
    good: [{ inputs: hpa(70) }, { inputs: hpa(80) }, { inputs: hpa(95), settings: { maxPercent: 95 } }],
    bad: [
      { inputs: hpa(81), gaps: [gap(80, 81)] },
      { inputs: hpa(70), settings: { maxPercent: 60 }, gaps: [gap(60, 70)] },
    ],
    missing: { spec: [], "spec.metrics": [], "spec.metrics.0.resource.target": [] },
  },
});
