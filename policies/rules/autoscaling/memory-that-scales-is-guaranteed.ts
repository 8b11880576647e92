import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { type Container, DEPLOYMENT, HPA, place, podSpec } from "../../workloads";

interface Metric {
  readonly resource?: { readonly name?: string };
}

/** Deployments that scale by memory whose containers may use more than they request: their percentage means nothing. */
export function memoryGaps(stack: StackView): StackGap[] {
  const byMemory = new Set(
    stack.ofType<{ spec?: { metrics?: Metric[]; scaleTargetRef?: { name?: string } } }>(HPA).map((hpa) =>
      stack.known(hpa, () => {
        const { metrics = [], scaleTargetRef } = hpa.props.spec ?? {};
        const memory = metrics.some(({ resource }) => resource?.name === "memory");
        return memory ? place(hpa, scaleTargetRef?.name) : undefined;
      }),
    ),
  );
  return stack.each(stack.ofType(DEPLOYMENT), (deployment) => {
    if (!byMemory.has(place(deployment, deployment.props.metadata?.name))) return [];
    return (podSpec(deployment.props, DEPLOYMENT).containers ?? []).flatMap(unequal);
  });
}

function unequal({ name, resources = {} }: Container): string[] {
  const request = resources.requests?.memory;
  const limit = resources.limits?.memory;
  if (request !== undefined && request === limit) return [];
  return [`limits.memory of container ${name} must be requests.memory, ${request}, got ${limit}`];
}

const metadata = { name: "playback", namespace: "streaming" };
const hpa = (metric: string) => ({
  type: HPA,
  name: "hpa",
  props: { metadata, spec: { metrics: [{ resource: { name: metric } }], scaleTargetRef: { name: "playback" } } },
});
const deployment = (limit: string) => ({
  type: DEPLOYMENT,
  name: "deployment",
  props: {
    metadata,
    spec: {
      template: {
        spec: { containers: [{ name: "app", resources: { requests: { memory: "1Gi" }, limits: { memory: limit } } }] },
      },
    },
  },
});

export const memoryThatScalesIsGuaranteed = stackRule({
  name: "memory-that-scales-is-guaranteed",
  description: "At 80 percent of memory a fifth is left, on every node, so pods are added before one is killed.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/",
  remediationSteps: "Set the memory limit of each container to its request.",
  gaps: memoryGaps,
  examples: {
    good: [{ resources: [hpa("memory"), deployment("1Gi")] }, { resources: [hpa("cpu"), deployment("2Gi")] }],
    bad: [
      {
        resources: [hpa("memory"), deployment("2Gi")],
        gaps: ["deployment: limits.memory of container app must be requests.memory, 1Gi, got 2Gi"],
      },
    ],
    missing: {
      "hpa.metadata": [],
      "hpa.spec": [],
      "deployment.metadata": [],
      "deployment.spec": [],
      "deployment.spec.template.spec.containers.0.resources.limits": [
        "deployment: limits.memory of container app must be requests.memory, 1Gi, got undefined",
      ],
    },
  },
});
