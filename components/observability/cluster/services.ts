import { fields, list, must, oneOf, type Problem, text } from "../../checks";
import { OBJECTIVE_PERCENT } from "../burn-rate";

/**
 * Upper bounds that services give the buckets of `http_request_duration_seconds`, as far as objectives may use them. Unit: seconds.
 * A bound that is no bucket could only be guessed at.
 */
export const LATENCY_BUCKETS_SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** What viewers are promised of a service. */
export interface ServiceObjective {
  /** Requests not answered with 5xx. Unit: percent, 94 to 99.999. */
  readonly availabilityPercent: number;
  /** Requests answered within `latencySeconds`. Unit: percent, 94 to 99.999. */
  readonly latencyPercent: number;
  /** Unit: seconds, one of `LATENCY_BUCKETS_SECONDS`. */
  readonly latencySeconds: number;
}

/** A service as its metrics name it. */
export interface MonitoredService {
  /** Label `service_name` of its metrics; also the name of its Deployment and of the container. */
  readonly name: string;
  readonly namespace: string;
  readonly objective: ServiceObjective;
  /** @default none - a service of a fixed size */
  readonly autoscaler?: MonitoredAutoscaler;
}

export interface MonitoredAutoscaler {
  /** Of the HorizontalPodAutoscaler. */
  readonly name: string;
  /** Target for memory. Unit: percent of what the pods request, 10 to 100. @default none - it looks at CPU only */
  readonly memoryPercent?: number;
  /** External metric that tells it what is coming, e.g. `composite-metric`. @default none - it only reacts */
  readonly signalMetric?: string;
}

const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

function objectiveProblems(path: string, value: unknown): Problem[] {
  return fields<ServiceObjective>(path, value, {
    availabilityPercent: percentProblems,
    latencyPercent: percentProblems,
    latencySeconds: (at, seconds) => oneOf(at, seconds, LATENCY_BUCKETS_SECONDS),
  });
}

/** Everything wrong with what is watched; empty when rules can be made of it. Pure, and total. */
export function servicesProblems(path: string, value: unknown): Problem[] {
  const names = (Array.isArray(value) ? value : []).map((service) => service?.name);
  return list(path, value, 1, 50, (at, service) => [
    ...fields<MonitoredService>(at, service, {
      name: (nameAt, name) => [
        ...text(nameAt, name, LABEL, "be the name of a Deployment"),
        ...must(names.indexOf(name) === names.lastIndexOf(name), nameAt, "appear once", name),
      ],
      namespace: (namespaceAt, namespace) => text(namespaceAt, namespace, LABEL, "be a namespace of Kubernetes"),
      objective: objectiveProblems,
      autoscaler: (scalerAt, scaler) => (scaler === undefined ? [] : autoscalerProblems(scalerAt, scaler)),
    }),
  ]);
}

function autoscalerProblems(path: string, value: unknown): Problem[] {
  return fields<MonitoredAutoscaler>(path, value, {
    name: (at, name) => text(at, name, LABEL, "be the name of a HorizontalPodAutoscaler"),
    memoryPercent: (at, percent) =>
      percent === undefined ? [] : must(isWithin(percent, 10, 100), at, "be 10 to 100 percent", percent),
    signalMetric: (at, metric) =>
      metric === undefined ? [] : text(at, metric, /^[a-z0-9][a-z0-9-]*$/, "be the name of an external metric"),
  });
}

function percentProblems(path: string, value: unknown): Problem[] {
  const { min, max } = OBJECTIVE_PERCENT; // of a lower one, the fastest burn would be more than every request
  return must(isWithin(value, min, max), path, `be ${min} to ${max} percent`, value);
}

function isWithin(value: unknown, least: number, most: number): boolean {
  return typeof value === "number" && value >= least && value <= most;
}
