import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { DEPLOYMENT, type PodSpec, podSpec, Selectors } from "../../workloads";

const SERVICE = "kubernetes:core/v1:Service";

/** Deployments behind a Service whose pods get requests from their first second, and after their last. */
export function readinessGaps(stack: StackView): StackGap[] {
  const services = new Selectors();
  for (const service of stack.ofType(SERVICE)) {
    stack.known(service, () => {
      // One without a selector has endpoints of its own.
      const selector = { ...service.props.spec?.selector };
      if (Object.keys(selector).length > 0) services.add(service, selector);
    });
  }
  return stack.each(stack.ofType(DEPLOYMENT), (deployment) => {
    if (!services.select(deployment)) return [];
    const { containers = [] } = podSpec(deployment.props, DEPLOYMENT);
    const probed = containers.some(({ readinessProbe }) => readinessProbe !== undefined);
    return probed ? [] : "must have a readinessProbe, since a Service sends requests to its pods";
  });
}

const metadata = { namespace: "streaming" };
const service = (app: string) => ({ type: SERVICE, name: "service", props: { metadata, spec: { selector: { app } } } });
const deployment = (spec: PodSpec) => ({
  type: DEPLOYMENT,
  name: "deployment",
  props: { metadata, spec: { template: { metadata: { labels: { app: "playback" } }, spec } } },
});
const probed = deployment({ containers: [{ name: "app", readinessProbe: { httpGet: { path: "/readyz" } } }] });
const gaps = ["deployment: must have a readinessProbe, since a Service sends requests to its pods"];

export const servedPodsSayWhenTheyAreReady = stackRule({
  name: "served-pods-say-when-they-are-ready",
  description:
    "A new pod gets requests when it can answer them, and a sick one none: scaling up does not raise latency.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/",
  remediationSteps: "Give the container a readinessProbe that asks whether it can answer requests.",
  gaps: readinessGaps,
  examples: {
    good: [
      { resources: [service("playback"), probed] },
      { resources: [service("other"), deployment({ containers: [{ name: "app" }] })] },
    ],
    bad: [{ resources: [service("playback"), deployment({ containers: [{ name: "app" }] })], gaps }],
    missing: {
      "service.metadata": [],
      "service.spec": [],
      "deployment.metadata": [],
      "deployment.spec": [],
    },
  },
});
