import { resourceRule } from "../../rule";

interface Policy {
  readonly spec?: { readonly rateLimit?: { readonly key?: string } };
}

/** What tells one client from another. */
const CLIENT = /binary_remote_addr|remote_addr|http_authorization|jwt_claim|cookie_|apikey/;

/** Rate limits that count everybody together, so that one client uses up what is there for all. */
export function keyGaps({ spec = {} }: Policy): string[] {
  if (spec.rateLimit === undefined) return [];
  const { key = "" } = spec.rateLimit;
  return CLIENT.test(key) ? [] : [`spec.rateLimit.key must tell clients apart, got ${key || "none"}`];
}

const policy = (key: string): Policy => ({ spec: { rateLimit: { key } } });

export const rateLimitsCountEachClient = resourceRule<Policy>({
  name: "rate-limits-count-each-client",
  description: "One client that asks without end is slowed down, and nobody else is.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://nginx.org/en/docs/http/ngx_http_limit_req_module.html#limit_req_zone",
  remediationSteps: "Set the key of the rate limit to the address of the client, as in $" + "{binary_remote_addr}.",
  types: ["kubernetes:k8s.nginx.org/v1:Policy"],
  gaps: keyGaps,
  examples: {
    good: [{ inputs: policy("$" + "{binary_remote_addr}") }, { inputs: { spec: {} } }],
    bad: [
      {
        inputs: policy("$" + "{server_name}"),
        gaps: ["spec.rateLimit.key must tell clients apart, got $" + "{server_name}"],
      },
    ],
    missing: { spec: [], "spec.rateLimit.key": ["spec.rateLimit.key must tell clients apart, got none"] },
  },
});
