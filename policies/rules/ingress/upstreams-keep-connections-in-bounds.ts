import { resourceRule } from "../../rule";
import { type HasUpstreams, routeTo, upstreamsOf, VIRTUAL_SERVER, VIRTUAL_SERVER_ROUTE } from "../../upstreams";

/** Upstreams that open a connection for each request, or as many to one pod as there are requests. nginx does both. */
export function connectionGaps(route: HasUpstreams): string[] {
  return upstreamsOf(route).flatMap((upstream) => {
    const { name, keepalive = 0 } = upstream;
    const most = upstream["max-conns"] ?? 0;
    return [
      ...(keepalive >= 1 ? [] : [`keepalive of upstream ${name} must be 1 or more, got ${keepalive}`]),
      ...(most >= 1 ? [] : [`max-conns of upstream ${name} must be 1 or more, got ${most}`]),
    ];
  });
}

export const upstreamsKeepConnectionsInBounds = resourceRule<HasUpstreams>({
  name: "upstreams-keep-connections-in-bounds",
  description: "Requests save the handshake with a pod, and none is piled onto a pod that no longer answers.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://nginx.org/en/docs/http/ngx_http_upstream_module.html#keepalive",
  remediationSteps: "Set keepalive to what is open at an ordinary load, and max-conns to what a pod can work on.",
  types: [VIRTUAL_SERVER_ROUTE, VIRTUAL_SERVER],
  gaps: connectionGaps,
  examples: {
    good: [{ inputs: routeTo({ keepalive: 32, "max-conns": 256 }) }, { inputs: { spec: {} } }],
    bad: [
      {
        inputs: routeTo({ keepalive: 0, "max-conns": 256 }),
        gaps: ["keepalive of upstream app must be 1 or more, got 0"],
      },
      {
        inputs: routeTo({ keepalive: 32, "max-conns": 0 }),
        gaps: ["max-conns of upstream app must be 1 or more, got 0"],
      },
    ],
    missing: {
      spec: [],
      "spec.upstreams.0.keepalive": ["keepalive of upstream app must be 1 or more, got 0"],
      "spec.upstreams.0.max-conns": ["max-conns of upstream app must be 1 or more, got 0"],
    },
  },
});
