/** What runs in a container, as far as it must be told how much memory there is. */
export const RUNTIMES = ["go", "node", "other"] as const;
export type Runtime = (typeof RUNTIMES)[number];

/**
 * A pod autoscaler leaves the count alone while a metric is within a tenth of its target.
 * Source: https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/#algorithm-details
 */
export const HPA_TOLERANCE_RATIO = 0.1;

/**
 * The memory below which an autoscaler with this target takes pods away again. A working set that is never below it keeps every
 * pod that was ever added: measured here, 3 to 8 times the pod-hours (docs/autoscaling.md). Unit: MiB.
 */
export function scaleInLineMiB(requestMiB: number, targetPercent: number): number {
  return (requestMiB * targetPercent * (1 - HPA_TOLERANCE_RATIO)) / 100;
}

/**
 * Old space over the limit: what else Node keeps (young objects, code, buffers) needs the rest.
 * Source: https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib
 */
const NODE_HEAP_RATIO = 0.75;

/** Limit for Go where no autoscaler looks at memory. Source: https://go.dev/doc/gc-guide#Suggested_uses */
export const GO_MEMORY_RATIO = 0.9;

/**
 * What tells a runtime about its limit. Node dies at its own limit, so it gets nearly all there is; Go's limit is soft, so garbage
 * is collected at `softLimitMiB` before an autoscaler takes it for load.
 */
export function memoryVariables(runtime: Runtime, limitMiB: number, softLimitMiB: number): Record<string, string> {
  if (runtime === "go") return { GOMEMLIMIT: `${Math.floor(softLimitMiB)}MiB` };
  if (runtime === "node") return { NODE_OPTIONS: `--max-old-space-size=${Math.floor(limitMiB * NODE_HEAP_RATIO)}` };
  return {};
}
