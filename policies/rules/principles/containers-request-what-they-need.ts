import { resourceRule } from "../../rule";
import { podSpec, WORKLOADS, type Workload, workloadOf } from "../../workloads";

/** Containers that the scheduler puts anywhere, and that the kernel ends when a neighbour grows. */
export function requestGaps(workload: Workload, { type }: { readonly type: string }): string[] {
  return (podSpec(workload, type).containers ?? []).flatMap(({ name, resources = {} }) => [
    ...(resources.requests?.cpu === undefined ? [`requests.cpu of container ${name} must be set`] : []),
    ...(resources.requests?.memory === undefined ? [`requests.memory of container ${name} must be set`] : []),
    ...(resources.limits?.memory === undefined ? [`limits.memory of container ${name} must be set`] : []),
  ]);
}

const resources = { requests: { cpu: "500m", memory: "1Gi" }, limits: { memory: "1Gi" } };

export const containersRequestWhatTheyNeed = resourceRule<Workload>({
  name: "containers-request-what-they-need",
  description: "Each pod has the processor and memory that it was measured with, whatever runs beside it.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/",
  remediationSteps: "Set requests for cpu and memory and a limit for memory, from measurements.",
  types: WORKLOADS,
  gaps: requestGaps,
  examples: {
    good: [
      { inputs: workloadOf({ name: "app", resources }) },
      {
        type: "kubernetes:batch/v1:CronJob",
        inputs: { spec: { jobTemplate: { spec: workloadOf({ name: "app", resources }).spec } } },
      },
    ],
    bad: [
      {
        inputs: workloadOf({ name: "app", resources: { ...resources, requests: { memory: "1Gi" } } }),
        gaps: ["requests.cpu of container app must be set"],
      },
      {
        type: "kubernetes:batch/v1:CronJob",
        inputs: {
          spec: { jobTemplate: { spec: workloadOf({ name: "app", resources: { requests: { cpu: "1" } } }).spec } },
        },
        gaps: ["requests.memory of container app must be set", "limits.memory of container app must be set"],
      },
    ],
    missing: {
      spec: [],
      "spec.template.spec.containers.0.resources": [
        "requests.cpu of container app must be set",
        "requests.memory of container app must be set",
        "limits.memory of container app must be set",
      ],
    },
  },
});
