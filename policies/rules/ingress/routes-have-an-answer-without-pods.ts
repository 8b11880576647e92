import { resourceRule } from "../../rule";
import { VIRTUAL_SERVER_ROUTE } from "../../upstreams";

interface Subroute {
  readonly path?: string;
  readonly errorPages?: readonly { readonly codes?: readonly number[] }[];
}

interface Route {
  readonly spec?: { readonly subroutes?: readonly Subroute[] };
}

const CODES = [502, 503, 504];

/** Routes that show nginx's own error page, which no client can read, when their service is down. */
export function errorPageGaps({ spec = {} }: Route): string[] {
  return (spec.subroutes ?? []).flatMap(({ path, errorPages = [] }) => {
    const prepared = new Set(errorPages.flatMap(({ codes = [] }) => codes));
    const open = CODES.filter((code) => !prepared.has(code));
    return open.length === 0 ? [] : [`errorPages of ${path} must hold ${open.join(", ")}`];
  });
}

const route = (...codes: number[]): Route => ({ spec: { subroutes: [{ path: "/api", errorPages: [{ codes }] }] } });

export const routesHaveAnAnswerWithoutPods = resourceRule<Route>({
  name: "routes-have-an-answer-without-pods",
  description: "A service that is down leaves a page with a part missing, not a page that is broken.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.nginx.com/nginx-ingress-controller/configuration/virtualserver-and-virtualserverroute-resources/#errorpage",
  remediationSteps: "Declare errorPages for 502, 503 and 504 with an answer that the client knows.",
  types: [VIRTUAL_SERVER_ROUTE],
  gaps: errorPageGaps,
  examples: {
    good: [{ inputs: route(502, 503, 504) }],
    bad: [{ inputs: route(502), gaps: ["errorPages of /api must hold 503, 504"] }],
    missing: { spec: [], "spec.subroutes.0.errorPages": ["errorPages of /api must hold 502, 503, 504"] },
  },
});
