import { type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";
import { VIRTUAL_SERVER, VIRTUAL_SERVER_ROUTE } from "../../upstreams";
import { place } from "../../workloads";

const POLICY = "kubernetes:k8s.nginx.org/v1:Policy";

interface Reference {
  readonly name?: string;
  readonly namespace?: string;
}

interface Route {
  readonly policies?: readonly Reference[];
}

/** Routes that answer 500 to everything, since a policy that they name is not there. */
export function policyGaps(stack: StackView): StackGap[] {
  const policies = stack.ofType(POLICY);
  const there = new Set(policies.map((each) => stack.known(each, () => place(each, each.props.metadata?.name))));
  return stack.each(stack.ofType(VIRTUAL_SERVER, VIRTUAL_SERVER_ROUTE), (resource) =>
    references(resource)
      .filter(({ name, namespace }) => !there.has(placeOf(resource, name, namespace)))
      .map(({ name }) => `policy ${name} must be declared in the namespace of the route`),
  );
}

function references({ props }: StackResource): Reference[] {
  const { policies = [], routes = [], subroutes = [] } = props.spec ?? {};
  return [...policies, ...[...routes, ...subroutes].flatMap((route: Route) => route.policies ?? [])];
}

function placeOf(resource: StackResource, name?: string, namespace?: string): string {
  return namespace === undefined
    ? place(resource, name)
    : place({ ...resource, props: { metadata: { namespace } } }, name);
}

const policy = (namespace: string) => ({
  type: POLICY,
  name: "policy",
  props: { metadata: { name: "rate-limit", namespace } },
});
const route = {
  type: VIRTUAL_SERVER_ROUTE,
  name: "route",
  props: {
    metadata: { name: "playback", namespace: "playback" },
    spec: { subroutes: [{ path: "/api", policies: [{ name: "rate-limit" }] }] },
  },
};
const gaps = ["route: policy rate-limit must be declared in the namespace of the route"];

export const routesFindTheirPolicies = stackRule({
  name: "routes-find-their-policies",
  description: "A route answers, and with its limits: the controller returns 500 for one whose policy is missing.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.nginx.com/nginx-ingress-controller/configuration/policy-resource/#invalid-policies",
  remediationSteps: "Declare the policy in the same cluster and namespace, or correct its name in the route.",
  gaps: policyGaps,
  examples: {
    good: [{ resources: [policy("playback"), route] }],
    bad: [
      { resources: [route], gaps },
      { resources: [policy("other"), route], gaps },
    ],
    missing: { "policy.metadata": gaps, "route.metadata": gaps, "route.spec": [] },
  },
});
