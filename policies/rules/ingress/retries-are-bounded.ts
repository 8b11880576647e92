import { resourceRule } from "../../rule";
import { type HasUpstreams, routeTo, upstreamsOf, VIRTUAL_SERVER, VIRTUAL_SERVER_ROUTE } from "../../upstreams";

interface Settings {
  readonly maxTries: number;
}

/** Upstreams that ask pod after pod while all are busy. nginx tries every one, for any time, where nothing is set. */
export function retryGaps(route: HasUpstreams, { settings }: { readonly settings: Settings }): string[] {
  return upstreamsOf(route).flatMap((upstream) => {
    if (upstream["next-upstream"] === "off") return [];
    const tries = upstream["next-upstream-tries"] ?? 0;
    const timeout = upstream["next-upstream-timeout"] ?? "0";
    const of = `of upstream ${upstream.name} must be`;
    return [
      ...(tries >= 1 && tries <= settings.maxTries
        ? []
        : [`next-upstream-tries ${of} 1 to ${settings.maxTries}, got ${tries}`]),
      ...(Number.parseInt(timeout, 10) > 0 ? [] : [`next-upstream-timeout ${of} over 0 seconds, got ${timeout}`]),
    ];
  });
}

const bounded = { "next-upstream": "error timeout", "next-upstream-tries": 2, "next-upstream-timeout": "2s" };

export const retriesAreBounded = resourceRule<HasUpstreams, Settings>({
  name: "retries-are-bounded",
  description: "Busy pods are not asked the same thing again and again, which is how a slow minute becomes an outage.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_next_upstream_tries",
  remediationSteps: "Set next-upstream-tries to 2 and next-upstream-timeout below what a viewer waits.",
  settings: {
    maxTries: {
      type: "integer",
      minimum: 1,
      maximum: 10,
      default: 3,
      description: "Most pods that may be asked for one request.",
    },
  },
  types: [VIRTUAL_SERVER_ROUTE, VIRTUAL_SERVER],
  gaps: retryGaps,
  examples: {
    good: [
      { inputs: routeTo(bounded) },
      { inputs: routeTo({ ...bounded, "next-upstream-tries": 3 }) },
      { inputs: routeTo({ "next-upstream": "off" }) },
    ],
    bad: [
      {
        inputs: routeTo({ ...bounded, "next-upstream-tries": 4 }),
        gaps: ["next-upstream-tries of upstream app must be 1 to 3, got 4"],
      },
      {
        inputs: routeTo({ ...bounded, "next-upstream-timeout": "0s" }),
        gaps: ["next-upstream-timeout of upstream app must be over 0 seconds, got 0s"],
      },
    ],
    missing: {
      spec: [],
      "spec.upstreams.0.next-upstream-tries": ["next-upstream-tries of upstream app must be 1 to 3, got 0"],
      "spec.upstreams.0.next-upstream-timeout": ["next-upstream-timeout of upstream app must be over 0 seconds, got 0"],
    },
  },
});
