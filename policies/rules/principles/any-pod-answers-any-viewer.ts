import { resourceRule } from "../../rule";

interface Service {
  readonly spec?: { readonly sessionAffinity?: string };
}

/** Services that send a viewer to the same pod again, however busy that is. */
export function affinityGaps({ spec = {} }: Service): string[] {
  const { sessionAffinity = "None" } = spec;
  return sessionAffinity === "None" ? [] : [`spec.sessionAffinity must be None, got ${sessionAffinity}`];
}

export const anyPodAnswersAnyViewer = resourceRule<Service>({
  name: "any-pod-answers-any-viewer",
  description: "New pods take their share at once, and a pod that ends takes nobody's session with it.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://kubernetes.io/docs/reference/networking/virtual-ips/#session-affinity",
  remediationSteps: "Leave sessionAffinity out, and keep sessions in the session store.",
  types: ["kubernetes:core/v1:Service"],
  gaps: affinityGaps,
  examples: {
    good: [{ inputs: { spec: { sessionAffinity: "None" } } }],
    bad: [
      { inputs: { spec: { sessionAffinity: "ClientIP" } }, gaps: ["spec.sessionAffinity must be None, got ClientIP"] },
    ],
    missing: { spec: [], "spec.sessionAffinity": [] },
  },
});
