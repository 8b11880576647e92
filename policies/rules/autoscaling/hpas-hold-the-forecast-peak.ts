import type * as kubernetes from "@pulumi/kubernetes";
import { type Excerpt, resourceRule } from "../../rule";
import { declaredMost, HPA, SCALED_OBJECT } from "../../workloads";

/** Of an HPA; a ScaledObject has another name for its maximum. */
interface Scaler {
  readonly spec?: Excerpt<kubernetes.types.input.autoscaling.v2.HorizontalPodAutoscalerSpec> & {
    readonly maxReplicaCount?: number;
  };
}

interface Settings {
  readonly podsAtPeak: Readonly<Record<string, number>>;
}

/** Autoscalers that end below what a forecast asks of their workload. */
export function forecastGaps(
  { spec = {} }: Scaler,
  { settings, type }: { readonly settings: Settings; readonly type: string },
): string[] {
  const workload = spec.scaleTargetRef?.name ?? "";
  if (!Object.hasOwn(settings.podsAtPeak, workload)) return [];
  const pods = Math.ceil(settings.podsAtPeak[workload] as number);
  const { field, pods: most } = declaredMost(type, spec);
  return most >= pods ? [] : [`spec.${field} must be ${pods} or more, which ${workload} is planned for, got ${most}`];
}

const scaleTargetRef = { kind: "Deployment", name: "playback-service" };
const settings: Settings = { podsAtPeak: { "playback-service": 131 } };
const gap = "spec.maxReplicas must be 131 or more, which playback-service is planned for, got";

export const hpasHoldTheForecastPeak = resourceRule<Scaler, Settings>({
  name: "hpas-hold-the-forecast-peak",
  description: "The busiest day that is planned for finds room below every maximum.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/rel_manage_service_limits_suff_buffer_limits.html",
  remediationSteps: "Raise the maximum, after checking that subnets, nodes and the database carry as many pods.",
  settings: {
    podsAtPeak: {
      type: "object",
      default: {},
      description: "Pods on the busiest planned day, safety factor included, by workload.",
    },
  },
  types: [HPA, SCALED_OBJECT],
  gaps: forecastGaps,
  examples: {
    good: [
      { inputs: { spec: { scaleTargetRef, maxReplicas: 131 } }, settings },
      { inputs: { spec: { scaleTargetRef, maxReplicas: 10 } } },
      { inputs: { spec: { scaleTargetRef: { name: "another" }, maxReplicas: 10 } }, settings },
    ],
    bad: [
      { inputs: { spec: { scaleTargetRef, maxReplicas: 130 } }, settings, gaps: [`${gap} 130`] },
      {
        inputs: { spec: { scaleTargetRef } },
        type: SCALED_OBJECT,
        settings,
        gaps: ["spec.maxReplicaCount must be 131 or more, which playback-service is planned for, got 100"],
      },
      {
        inputs: { spec: { scaleTargetRef, maxReplicas: 10 } },
        settings: { podsAtPeak: { "playback-service": 10.1 } },
        gaps: ["spec.maxReplicas must be 11 or more, which playback-service is planned for, got 10"],
      },
    ],
    missing: {
      spec: [],
      "spec.scaleTargetRef": [],
      "spec.scaleTargetRef.name": [],
      "spec.maxReplicas": [`${gap} 0`],
    },
  },
});
