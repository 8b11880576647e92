import { resourceRule } from "../../rule";

interface ScaledObject {
  readonly spec?: {
    readonly fallback?: { readonly replicas?: number };
    readonly triggers?: readonly { type?: string }[];
  };
}

/** What the metrics server answers; for these KEDA has no fallback. */
const RESOURCE = new Set(["cpu", "memory", "cron"]);

/** Scaled objects that stand still when whoever knows the load does not answer. */
export function fallbackGaps({ spec = {} }: ScaledObject): string[] {
  const external = (spec.triggers ?? []).filter(({ type = "" }) => !RESOURCE.has(type));
  if (external.length === 0 || (spec.fallback?.replicas ?? 0) >= 1) return [];
  return ["spec.fallback.replicas must be 1 or more"];
}

const scaled = (type: string, replicas: number): ScaledObject => ({
  spec: { triggers: [{ type }], fallback: { replicas } },
});
const gap = "spec.fallback.replicas must be 1 or more";

export const scaledObjectsSurviveABlindSource = resourceRule<ScaledObject>({
  name: "scaled-objects-survive-a-blind-source",
  description: "While Prometheus or a queue cannot be asked, a service keeps a size that carries an ordinary evening.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://keda.sh/docs/latest/reference/scaledobject-spec/#fallback",
  remediationSteps: "Set fallback with the replicas that an ordinary peak needs, and a failureThreshold.",
  types: ["kubernetes:keda.sh/v1alpha1:ScaledObject"],
  gaps: fallbackGaps,
  examples: {
    good: [{ inputs: scaled("prometheus", 30) }, { inputs: { spec: { triggers: [{ type: "cron" }] } } }],
    bad: [{ inputs: scaled("prometheus", 0), gaps: [gap] }],
    missing: { spec: [], "spec.fallback": [gap], "spec.triggers": [] },
  },
});
