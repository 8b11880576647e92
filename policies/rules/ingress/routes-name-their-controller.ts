import { resourceRule } from "../../rule";
import { VIRTUAL_SERVER, VIRTUAL_SERVER_ROUTE } from "../../upstreams";

interface Resource {
  readonly spec?: { readonly ingressClassName?: string };
}

/** Resources that every controller in the cluster takes for its own. */
export function classGaps({ spec = {} }: Resource): string[] {
  return (spec.ingressClassName ?? "") === "" ? ["spec.ingressClassName must be set"] : [];
}

export const routesNameTheirController = resourceRule<Resource>({
  name: "routes-name-their-controller",
  description: "A second controller, as in an upgrade side by side, does not serve routes that are not its own.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://docs.nginx.com/nginx-ingress-controller/installation/run-multiple-ingress-controllers/",
  remediationSteps: "Set ingressClassName in each VirtualServer, VirtualServerRoute and Policy.",
  types: [VIRTUAL_SERVER_ROUTE, VIRTUAL_SERVER, "kubernetes:k8s.nginx.org/v1:Policy"],
  gaps: classGaps,
  examples: {
    good: [{ inputs: { spec: { ingressClassName: "nginx" } } }],
    bad: [{ inputs: { spec: { ingressClassName: "" } }, gaps: ["spec.ingressClassName must be set"] }],
    missing: { spec: ["spec.ingressClassName must be set"] },
  },
});
