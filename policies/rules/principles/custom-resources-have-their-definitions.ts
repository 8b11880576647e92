import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const CRD = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";
const RELEASE = "kubernetes:helm.sh/v3:Release";

/** By group of custom resources, the charts that bring their definitions. */
const CHARTS: Readonly<Record<string, readonly string[]>> = {
  "k8s.nginx.org": ["nginx-ingress"],
  "keda.sh": ["keda"],
  "monitoring.coreos.com": ["prometheus-operator-crds", "kube-prometheus-stack"],
  "k6.io": ["k6-operator"],
};

interface Kind {
  readonly group?: string;
  readonly names?: { readonly kind?: string };
}

/** Custom resources that no API server would take: nothing in the stack brings their definition into their cluster. */
export function definitionGaps(stack: StackView): StackGap[] {
  const defined = new Set<string>();
  for (const crd of stack.ofType<{ spec?: Kind }>(CRD)) {
    const kind = stack.known(crd, () => `${crd.props.spec?.group}/${crd.props.spec?.names?.kind}`);
    defined.add(`${crd.provider} ${kind}`);
  }
  for (const release of stack.ofType(RELEASE)) {
    const chart = stack.known(release, () => (release.props.skipCrds === true ? "" : release.props.chart)) ?? "";
    for (const [group, charts] of Object.entries(CHARTS)) {
      if (charts.includes(chart.split("/").at(-1))) defined.add(`${release.provider} ${group}`);
    }
  }
  return stack.types().flatMap((type) => {
    const [, group = "", kind] = /^kubernetes:([^/]+)\/[^:]+:(.*)$/.exec(type) ?? [];
    if (CHARTS[group] === undefined) return [];
    return stack
      .ofType(type)
      .filter(({ provider }) => !defined.has(`${provider} ${group}`) && !defined.has(`${provider} ${group}/${kind}`))
      .map((resource) => ({ resource, message: `must have the definition of ${group}/${kind} in its cluster` }));
  });
}

const provider = { type: "pulumi:providers:kubernetes", name: "provider", props: {} };
const crd = { type: CRD, name: "crd", props: { spec: { group: "keda.sh", names: { kind: "ScaledObject" } } } };
const release = { type: RELEASE, name: "release", props: { chart: "keda", skipCrds: false } };
const scaled = { type: "kubernetes:keda.sh/v1alpha1:ScaledObject", name: "scaled", props: {} };
const gaps = ["scaled: must have the definition of keda.sh/ScaledObject in its cluster"];

export const customResourcesHaveTheirDefinitions = stackRule({
  name: "custom-resources-have-their-definitions",
  description:
    "The first update of a new region ends, instead of stopping at an object that its cluster does not know.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/custom-resources/",
  remediationSteps:
    "Declare the chart or the definitions in the same cluster, and let the custom resource depend on them.",
  gaps: definitionGaps,
  examples: {
    good: [
      { resources: [provider, { ...release, provider: "provider" }, { ...scaled, provider: "provider" }] },
      { resources: [crd, scaled] },
    ],
    bad: [
      { resources: [scaled], gaps },
      { resources: [provider, { ...release, provider: "provider" }, scaled], gaps },
      { resources: [{ ...release, props: { chart: "keda", skipCrds: true } }, scaled], gaps },
      { resources: [{ ...crd, props: { spec: { group: "keda.sh", names: { kind: "ScaledJob" } } } }, scaled], gaps },
    ],
    missing: { "release.chart": gaps, "release.skipCrds": [] },
  },
});
