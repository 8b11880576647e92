import { resourceRule } from "../../rule";
import { type HasUpstreams, routeTo, upstreamsOf, VIRTUAL_SERVER, VIRTUAL_SERVER_ROUTE } from "../../upstreams";

/** Upstreams that send the next request to a pod without looking how busy it is. The controller looks where nothing is set. */
export function methodGaps(route: HasUpstreams): string[] {
  return upstreamsOf(route)
    .filter((upstream) => !(upstream["lb-method"] ?? "random two least_conn").includes("least_conn"))
    .map((upstream) => `lb-method of upstream ${upstream.name} must be least_conn, got ${upstream["lb-method"]}`);
}

export const upstreamsPickTheLeastBusy = resourceRule<HasUpstreams>({
  name: "upstreams-pick-the-least-busy",
  description:
    "A pod that is slow for a moment gets fewer requests, so it is no longer what the 95th percentile waits for.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#least_conn",
  remediationSteps: "Set lb-method to least_conn, or leave it out.",
  types: [VIRTUAL_SERVER_ROUTE, VIRTUAL_SERVER],
  gaps: methodGaps,
  examples: {
    good: [
      { inputs: routeTo({ "lb-method": "least_conn" }) },
      { inputs: routeTo({ "lb-method": "random two least_conn" }) },
    ],
    bad: [
      {
        inputs: routeTo({ "lb-method": "round_robin" }),
        gaps: ["lb-method of upstream app must be least_conn, got round_robin"],
      },
    ],
    missing: { spec: [], "spec.upstreams.0.lb-method": [] },
  },
});
