import { type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";

const POLICY = "kubernetes:k8s.nginx.org/v1:Policy";
const RELEASE = "kubernetes:helm.sh/v3:Release";

/** Rate limits behind proxies that the controller does not trust: all viewers have the address of a few proxies, and share it. */
export function clientAddressGaps(stack: StackView): StackGap[] {
  const blind = new Map<string, string>();
  for (const release of stack.ofType(RELEASE)) {
    const missing = stack.known(release, () => untold(release));
    if (missing !== undefined && missing !== "") blind.set(release.provider, missing);
  }
  const limits = stack.ofType(POLICY).filter(({ provider }) => blind.has(provider));
  return stack.each(limits, ({ provider, props }) => {
    const key = props.spec?.rateLimit?.key ?? "";
    if (!key.includes("remote_addr")) return [];
    return `must run in a controller whose config has ${blind.get(provider)}, since its key is the client's address`;
  });
}

/** Which of the two entries a controller lacks. */
function untold({ props }: StackResource): string {
  if (!props.chart?.endsWith("nginx-ingress")) return "";
  const entries = props.values?.controller?.config?.entries ?? {};
  return ["real-ip-header", "set-real-ip-from"].filter((name) => (entries[name] ?? "") === "").join(" and ");
}

const controller = (entries: object) => ({
  type: RELEASE,
  name: "controller",
  props: { chart: "oci://ghcr.io/nginx/charts/nginx-ingress", values: { controller: { config: { entries } } } },
});
const limit = { type: POLICY, name: "limit", props: { spec: { rateLimit: { key: "binary_remote_addr" } } } };
const trusting = { "real-ip-header": "X-Forwarded-For", "set-real-ip-from": "10.0.0.0/16" };
const gap = (what: string) =>
  `limit: must run in a controller whose config has ${what}, since its key is the client's address`;

export const rateLimitsSeeThroughProxies = stackRule({
  name: "rate-limits-see-through-proxies",
  description:
    "Each viewer has a limit of their own; without trust in its proxies the controller limits all of them as one.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://nginx.org/en/docs/http/ngx_http_realip_module.html",
  remediationSteps:
    "Set real-ip-header and set-real-ip-from in the controller's config to the header and addresses of the proxies.",
  gaps: clientAddressGaps,
  examples: {
    good: [
      { resources: [controller(trusting), limit] },
      { resources: [controller({}), { ...limit, props: { spec: { rateLimit: { key: "http_authorization" } } } }] },
    ],
    bad: [
      { resources: [controller({}), limit], gaps: [gap("real-ip-header and set-real-ip-from")] },
      {
        resources: [controller({ ...trusting, "set-real-ip-from": "" }), limit],
        gaps: [gap("set-real-ip-from")],
      },
    ],
    missing: {
      "controller.chart": [],
      "controller.values": [gap("real-ip-header and set-real-ip-from")],
    },
  },
});
