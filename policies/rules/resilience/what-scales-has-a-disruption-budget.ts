import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { DEPLOYMENT, HPA, Selectors, scaledDeployments } from "../../workloads";

const BUDGET = "kubernetes:policy/v1:PodDisruptionBudget";

/** Services that an upgrade of nodes may end as a whole. */
export function budgetGaps(stack: StackView): StackGap[] {
  const budgets = new Selectors();
  for (const budget of stack.ofType(BUDGET)) {
    stack.known(budget, () => budgets.add(budget, budget.props.spec?.selector?.matchLabels));
  }
  return stack.each(scaledDeployments(stack), (deployment) =>
    budgets.select(deployment) ? [] : "must have a PodDisruptionBudget that selects its pods",
  );
}

const metadata = { name: "playback", namespace: "streaming" };
const hpa = {
  type: HPA,
  name: "hpa",
  props: { metadata, spec: { scaleTargetRef: { kind: "Deployment", name: "playback" } } },
};
const template = { metadata: { labels: { app: "playback" } } };
const deployment = { type: DEPLOYMENT, name: "deployment", props: { metadata, spec: { template } } };
const budget = (app: string) => ({
  type: BUDGET,
  name: "budget",
  props: { metadata, spec: { selector: { matchLabels: { app } } } },
});
const gaps = ["deployment: must have a PodDisruptionBudget that selects its pods"];

export const whatScalesHasADisruptionBudget = stackRule({
  name: "what-scales-has-a-disruption-budget",
  description: "Nodes are replaced a few pods at a time, so an upgrade at noon is not noticed.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/tasks/run-application/configure-pdb/",
  remediationSteps: "Declare a PodDisruptionBudget with maxUnavailable and the labels of the Deployment's pods.",
  gaps: budgetGaps,
  examples: {
    good: [{ resources: [hpa, deployment, budget("playback")] }, { resources: [deployment] }],
    bad: [
      { resources: [hpa, deployment], gaps },
      { resources: [hpa, deployment, budget("other")], gaps },
    ],
    missing: {
      "hpa.metadata": [],
      "hpa.spec": [],
      "deployment.metadata": [],
      "deployment.spec": gaps,
      "budget.metadata": gaps,
      "budget.spec": [], // an empty selector takes every pod of the namespace
    },
  },
});
