import type * as aws from "@pulumi/aws";
import type { FirewallSettings } from "./settings";

type Rule = aws.types.input.wafv2.WebAclRule;
type Statement = aws.types.input.wafv2.WebAclRuleStatement;

/** Where the rules that cost by the request look: what is not an API call is a file that is the same for everybody. */
const ON_API: Statement = {
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: "STARTS_WITH",
    searchString: "/api/",
    textTransformations: [
      { priority: 0, type: "URL_DECODE" },
      { priority: 1, type: "NORMALIZE_PATH" },
    ],
  },
};

/**
 * From the cheapest to the dearest. What is blocked early is not paid later; rules of bots come last.
 * Source: https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-list.html
 */
export function firewallRules({ requestsPerWindow, windowSeconds, botControl }: FirewallSettings): Rule[] {
  return [
    rateRule(0, requestsPerWindow, windowSeconds),
    managedRule(1, "ip-reputation", "AWSManagedRulesAmazonIpReputationList"),
    managedRule(2, "known-bad-inputs", "AWSManagedRulesKnownBadInputsRuleSet"),
    managedRule(3, "common", "AWSManagedRulesCommonRuleSet", {
      // a profile's picture is bigger than the 8 KB from which this rule blocks
      ruleActionOverrides: [{ name: "SizeRestrictions_BODY", actionToUse: { count: {} } }],
    }),
    ...(botControl
      ? [
          managedRule(4, "bots", "AWSManagedRulesBotControlRuleSet", {
            managedRuleGroupConfigs: [{ awsManagedRulesBotControlRuleSet: { inspectionLevel: "COMMON" } }],
            scopeDownStatement: ON_API,
          }),
        ]
      : []),
  ];
}

/** The window slides; an address is let in again once it has slowed down. */
function rateRule(priority: number, limit: number, evaluationWindowSec: number): Rule {
  return {
    name: "rate",
    priority,
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          responseHeaders: [{ name: "Retry-After", value: String(evaluationWindowSec) }],
        },
      },
    },
    statement: {
      rateBasedStatement: { limit, evaluationWindowSec, aggregateKeyType: "IP", scopeDownStatement: ON_API },
    },
    visibilityConfig: visibility("rate"),
  };
}

function managedRule(
  priority: number,
  role: string,
  group: string,
  more: Partial<aws.types.input.wafv2.WebAclRuleStatementManagedRuleGroupStatement> = {},
): Rule {
  return {
    name: role,
    priority,
    overrideAction: { none: {} },
    statement: { managedRuleGroupStatement: { vendorName: "AWS", name: group, ...more } },
    visibilityConfig: visibility(role),
  };
}

export function visibility(metricName: string) {
  return { cloudwatchMetricsEnabled: true, metricName, sampledRequestsEnabled: true };
}
