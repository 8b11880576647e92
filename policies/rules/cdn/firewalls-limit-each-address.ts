import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Acl = Excerpt<aws.wafv2.WebAclArgs, "rules" | "defaultAction">;

/** Web ACLs that let one address send as much as it likes. */
export function floodGaps(acl: Acl): string[] {
  if (isSet(acl.defaultAction ?? {}, "block")) return [];
  const limits = (acl.rules ?? []).some(
    ({ statement, action }) => isSet(statement ?? {}, "rateBasedStatement") && isSet(action ?? {}, "block"),
  );
  return limits ? [] : ["rules must hold a rateBasedStatement whose action is block"];
}

const rate = { name: "rate", priority: 0, statement: { rateBasedStatement: { limit: 3000 } }, action: { block: {} } };
const gap = "rules must hold a rateBasedStatement whose action is block";
const allow = { allow: {} };

export const firewallsLimitEachAddress = resourceRule<Acl>({
  name: "firewalls-limit-each-address",
  description: "One address cannot take the capacity of everybody else, whatever it asks for.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/waf/latest/developerguide/waf-rule-statement-type-rate-based.html",
  remediationSteps: "Add a rate-based rule with the action block, its limit several times a busy viewer's requests.",
  types: ["aws:wafv2/webAcl:WebAcl"],
  gaps: floodGaps,
  examples: {
    good: [{ inputs: { defaultAction: allow, rules: [rate] } }, { inputs: { defaultAction: { block: {} } } }],
    bad: [
      { inputs: { defaultAction: allow, rules: [{ ...rate, action: { count: {} } }] }, gaps: [gap] },
      { inputs: { defaultAction: allow, rules: [] }, gaps: [gap] },
    ],
    missing: { rules: [gap], defaultAction: [] },
  },
});
