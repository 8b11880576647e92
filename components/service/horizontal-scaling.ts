import type * as kubernetes from "@pulumi/kubernetes";

/** How many pods, and at what use of what they request. */
export interface Autoscaling {
  /** Unit: pods, 1 to 1,000. */
  readonly minReplicas: number;
  /** Unit: pods, `minReplicas` to 1,000. */
  readonly maxReplicas: number;
  /** Unit: percent of the requested CPU, 10 to 95. */
  readonly cpuPercent: number;
  /** Unit: percent of the requested memory, 10 to 95. The declared working set must stay below nine tenths of it. */
  readonly memoryPercent: number;
}

/**
 * Up: at least as fast as Kubernetes' own default, because every slower rule that was tried lost requests. Down: ten minutes after
 * the last need, then slowly; it costs 0.6 percent of pod-hours and spares a second rush its cold start.
 */
const BEHAVIOR: kubernetes.types.input.autoscaling.v2.HorizontalPodAutoscalerBehavior = {
  scaleUp: {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [
      { type: "Percent", value: 100, periodSeconds: 15 },
      { type: "Pods", value: 10, periodSeconds: 15 },
    ],
  },
  scaleDown: {
    stabilizationWindowSeconds: 600,
    selectPolicy: "Min",
    policies: [
      { type: "Percent", value: 10, periodSeconds: 60 },
      { type: "Pods", value: 5, periodSeconds: 60 },
    ],
  },
};

/** What KEDA calls the result of a formula, and the label by which it tells one ScaledObject's from another's. */
const FORMULA_METRIC = "composite-metric";
const FORMULA_LABEL = "scaledobject.keda.sh/name";

/**
 * Spec of the autoscaler of a Deployment. `signal` names a ScaledObject whose formula says how many pods there should be at least:
 * of several metrics the one that asks for most pods wins, so a signal only ever raises.
 */
export function autoscalerSpec(
  deployment: string,
  { minReplicas, maxReplicas, cpuPercent, memoryPercent }: Autoscaling,
  signal?: string,
): kubernetes.types.input.autoscaling.v2.HorizontalPodAutoscalerSpec {
  return {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: deployment },
    minReplicas,
    maxReplicas,
    metrics: [
      { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: cpuPercent } } },
      {
        type: "Resource",
        resource: { name: "memory", target: { type: "Utilization", averageUtilization: memoryPercent } },
      },
      ...(signal === undefined ? [] : [signalMetric(signal)]),
    ],
    behavior: BEHAVIOR,
  };
}

/** An average of 1 a pod: the value is the number of pods. */
function signalMetric(signal: string): kubernetes.types.input.autoscaling.v2.MetricSpec {
  return {
    type: "External",
    external: {
      metric: { name: FORMULA_METRIC, selector: { matchLabels: { [FORMULA_LABEL]: signal } } },
      target: { type: "AverageValue", averageValue: "1" },
    },
  };
}
