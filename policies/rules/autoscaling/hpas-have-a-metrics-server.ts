import { CLUSTER, clustersByProvider, PROVIDER } from "../../clusters";
import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { HPA } from "../../workloads";

const ADDON = "aws:eks/addon:Addon";
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
  const measured = measuredClusters(stack);
  const blind = stack.ofType(HPA).filter(({ provider }) => {
    const cluster = clusters.get(provider);
    return cluster !== undefined && !measured.has(cluster.urn);
  });
  return stack.each(blind, ({ props }) => {
    const metrics: readonly Metric[] = props.spec?.metrics ?? [{ type: "Resource" }];
    const measures = metrics.some(({ type }) => type === "Resource" || type === "ContainerResource");
    return measures ? "must run in a cluster with the add-on metrics-server, which measures processor and memory" : [];
  });
}

/** URNs of the clusters with the add-on. The name joins where it is no output of the cluster. */
function measuredClusters(stack: StackView): Set<string> {
  const measured = new Set<string>();
  const names = new Set<string>();
  for (const addon of stack.ofType(ADDON)) {
    if (stack.known(addon, () => addon.props.addonName === SERVER) !== true) continue;
    const joined = addon.from("clusterName").filter(({ type }) => type === CLUSTER);
    for (const { urn } of joined) measured.add(urn);
    const name = joined.length > 0 ? undefined : stack.known(addon, () => addon.props.clusterName as string);
    if (name !== undefined) names.add(name);
  }
  if (names.size === 0) return measured;
  for (const cluster of stack.ofType(CLUSTER)) {
    if (stack.known(cluster, () => names.has(cluster.props.name))) measured.add(cluster.urn);
  }
  return measured;
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
      "provider.kubeconfig": [], // a cluster of somebody else
    },
  },
});
