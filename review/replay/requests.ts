import { field, items } from "../cost/stack";
import type { Value } from "../engine/values";
import { cpuMillis, mebibytes } from "./quantities";

/** What the scheduler keeps free for a pod. */
export interface PodRequest {
  readonly cpuMillis: number;
  readonly memoryMiB: number;
}

/** Of all containers of a pod's template; 0 where none is declared. */
export function requestsOf(spec: Value | undefined): PodRequest {
  return sum(items(field(field(field(spec, "template"), "spec"), "containers")).map(requestOf));
}

/** Of one container, or of anything else with `resources.requests`. */
export function requestOf(container: Value | undefined): PodRequest {
  const requests = field(field(container, "resources"), "requests");
  return { cpuMillis: cpuMillis(field(requests, "cpu")), memoryMiB: mebibytes(field(requests, "memory")) };
}

const sum = (requests: readonly PodRequest[]): PodRequest => ({
  cpuMillis: requests.reduce((total, each) => total + each.cpuMillis, 0),
  memoryMiB: requests.reduce((total, each) => total + each.memoryMiB, 0),
});
