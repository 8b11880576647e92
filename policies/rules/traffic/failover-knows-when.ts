import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { isSet } from "../../unknown";

const RECORD = "aws:route53/record:Record";
/** Policies that leave a record out when it is unhealthy; where nothing tells, it never is. */
const POLICIES = ["failoverRoutingPolicies", "latencyRoutingPolicies", "weightedRoutingPolicies"];

interface Record53 {
  readonly failoverRoutingPolicies?: readonly { readonly type?: string }[];
  readonly aliases?: readonly { readonly evaluateTargetHealth?: boolean }[];
}

/** Records that go on sending viewers to what is down: nothing tells Route 53 of it. */
export function blindFailoverGaps(stack: StackView): StackGap[] {
  const routed = stack.ofType<Record53>(RECORD).filter(({ props }) => POLICIES.some((policy) => isSet(props, policy)));
  return stack.each(routed, ({ props }) => {
    if (isSet(props, "healthCheckId")) return [];
    // What comes last is asked when all else has failed: it needs no check.
    if (props.failoverRoutingPolicies?.some(({ type }) => type === "SECONDARY")) return [];
    const aliases = props.aliases ?? [];
    const told = aliases.length > 0 && aliases.every(({ evaluateTargetHealth }) => evaluateTargetHealth === true);
    return told ? [] : "healthCheckId must be set, or the alias must evaluate the health of its target";
  });
}

const record = (props: object) => ({ type: RECORD, name: "record", props: { ...props } });
const primary = { failoverRoutingPolicies: [{ type: "PRIMARY" }] };
const gaps = ["record: healthCheckId must be set, or the alias must evaluate the health of its target"];

export const failoverKnowsWhen = stackRule({
  name: "failover-knows-when",
  description: "DNS leaves out a region that is down by itself, which is what its other records are for.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/dns-failover.html",
  remediationSteps: "Give the record a health check that asks its region, or an alias with evaluateTargetHealth.",
  gaps: blindFailoverGaps,
  examples: {
    good: [
      { resources: [record({ ...primary, aliases: [{ evaluateTargetHealth: true }] })] },
      { resources: [record({ ...primary, healthCheckId: "check", records: ["10.0.0.1"] })] },
      { resources: [record({ failoverRoutingPolicies: [{ type: "SECONDARY" }], records: ["10.0.0.2"] })] },
      { resources: [record({ records: ["10.0.0.1"] })] },
    ],
    bad: [
      { resources: [record({ ...primary, records: ["10.0.0.1"] })], gaps },
      { resources: [record({ latencyRoutingPolicies: [{ region: "eu-west-1" }], records: ["10.0.0.1"] })], gaps },
    ],
    missing: {
      "record.failoverRoutingPolicies": [],
      "record.latencyRoutingPolicies": [],
      "record.weightedRoutingPolicies": [],
      "record.healthCheckId": [],
      "record.aliases": gaps,
    },
  },
});
