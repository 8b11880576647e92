import { type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";

const HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler";
const ADDON = "aws:eks/addon:Addon";
const CLUSTER = "aws:eks/cluster:Cluster";
const PROVIDER = "pulumi:providers:kubernetes";
const SERVER = "metrics-server";

interface Metric {
  readonly type?: string;
}

/**
 * Autoscalers by processor or memory in a cluster where nobody measures those: they show `<unknown>` and never scale. A cluster that
 * the stack does not declare itself is not judged.
 */
export function metricsServerGaps(stack: StackView): StackGap[] {
  const clusters = clustersByProvider(stack);
  const measured = new Set(stack.ofType(ADDON).flatMap((addon) => clustersMeasuredBy(stack, addon)));
  const blind = stack.ofType(HPA).filter(({ provider }) => {
    const cluster = clusters.get(provider);
    return cluster !== undefined && !measured.has(cluster);
  });
  return stack.each(blind, ({ props }) => {
    const metrics: readonly Metric[] = props.spec?.metrics ?? [{ type: "Resource" }];
    const measures = metrics.some(({ type }) => type === "Resource" || type === "ContainerResource");
    return measures ? "must run in a cluster with the add-on metrics-server, which measures processor and memory" : [];
  });
}

function clustersByProvider(stack: StackView): Map<string, string> {
  const clusters = new Map<string, string>();
  for (const provider of stack.ofType(PROVIDER)) {
    for (const { type, urn } of [...provider.from("kubeconfig"), ...provider.from("clusterIdentifier")]) {
      if (type === CLUSTER) clusters.set(provider.urn, urn);
    }
  }
  return clusters;
}

/** URNs of the clusters in which an add-on is the metrics server. The name joins where it is no output of the cluster. */
function clustersMeasuredBy(stack: StackView, addon: StackResource): string[] {
  const isServer = stack.known(addon, () => addon.props.addonName === SERVER);
  if (isServer !== true) return [];
  const joined = addon.from("clusterName").filter(({ type }) => type === CLUSTER);
  if (joined.length > 0) return joined.map(({ urn }) => urn);
  const name = stack.known(addon, () => addon.props.clusterName as string);
  return stack
    .ofType(CLUSTER)
    .filter((cluster) => stack.known(cluster, () => cluster.props.name === name))
    .map(({ urn }) => urn);
}

const cluster = { type: CLUSTER, name: "cluster", props: { name: "shop" } };
const provider = { type: PROVIDER, name: "provider", props: {}, from: { kubeconfig: ["cluster"] } };
const addon = (addonName: string) => ({ type: ADDON, name: addonName, props: { addonName, clusterName: "shop" } });
const hpa = (...metrics: Metric[]) => ({
  type: HPA,
  name: "hpa",
  props: { spec: { maxReplicas: 10, metrics } },
  provider: "provider",
});
const blind = "hpa: must run in a cluster with the add-on metrics-server, which measures processor and memory";

export const hpasHaveAMetricsServer = stackRule({
  name: "hpas-have-a-metrics-server",
  description: "An autoscaler knows the load it scales by; without a metrics server it stands still at any load.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/eks/latest/userguide/metrics-server.html",
  remediationSteps: "Declare the EKS add-on metrics-server for the cluster.",
  gaps: metricsServerGaps,
  examples: {
    good: [
      { resources: [cluster, addon(SERVER), provider, hpa({ type: "Resource" })] },
      { resources: [cluster, provider, hpa({ type: "External" })] },
      { resources: [provider, hpa({ type: "Resource" })] },
    ],
    bad: [
      { resources: [cluster, provider, hpa({ type: "External" }, { type: "ContainerResource" })], gaps: [blind] },
      { resources: [cluster, addon("coredns"), provider, hpa({ type: "Resource" })], gaps: [blind] },
      {
        resources: [
          cluster,
          { ...addon(SERVER), props: { addonName: SERVER, clusterName: "other" } },
          provider,
          hpa({ type: "Resource" }),
        ],
        gaps: [blind],
      },
    ],
    missing: {
      "metrics-server.addonName": [blind],
      "metrics-server.clusterName": [blind],
      "cluster.name": [blind],
    },
  },
});
