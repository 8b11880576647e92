import { resourceRule } from "../../rule";

interface Policy {
  readonly spec?: { readonly rateLimit?: { readonly rejectCode?: number } };
}

/** Rate limits that look like an outage to clients and alarms. The controller answers 503 where nothing is set. */
export function rejectGaps({ spec = {} }: Policy): string[] {
  if (spec.rateLimit === undefined) return [];
  const { rejectCode = 503 } = spec.rateLimit;
  return rejectCode === 429 ? [] : [`spec.rateLimit.rejectCode must be 429, got ${rejectCode}`];
}

const policy = (rejectCode: number): Policy => ({ spec: { rateLimit: { rejectCode } } });

export const rateLimitsAnswer429 = resourceRule<Policy>({
  name: "rate-limits-answer-429",
  description: "A client that asks too often is told so and waits, and no alarm takes it for a broken service.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.nginx.com/nginx-ingress-controller/configuration/policy-resource/#ratelimit",
  remediationSteps: "Set rejectCode of the rate limit to 429.",
  types: ["kubernetes:k8s.nginx.org/v1:Policy"],
  gaps: rejectGaps,
  examples: {
    good: [{ inputs: policy(429) }, { inputs: { spec: {} } }],
    bad: [{ inputs: policy(503), gaps: ["spec.rateLimit.rejectCode must be 429, got 503"] }],
    missing: { spec: [], "spec.rateLimit.rejectCode": ["spec.rateLimit.rejectCode must be 429, got 503"] },
  },
});
