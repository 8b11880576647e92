import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";

const RECORD = "aws:route53/record:Record";
const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";

/** What Route 53 can ask: an alias of one is none of a distribution, though its zone is not known before the first update. */
const ASKED: ReadonlySet<string> = new Set([
  "aws:route53/zone:Zone",
  "aws:lb/loadBalancer:LoadBalancer",
  "aws:elb/loadBalancer:LoadBalancer",
]);

/** Hosted zone of every CloudFront distribution; Route 53 cannot ask those for their health. */
const CLOUDFRONT_ZONE = "Z2FDTNDATAQYW2";

interface Alias {
  readonly evaluateTargetHealth?: boolean;
  readonly zoneId?: string;
}

/** Alias records that would go on sending viewers to a target that is down. */
export function dnsHealthGaps(stack: StackView): StackGap[] {
  const records = stack
    .ofType<{ aliases?: readonly Alias[] }>(RECORD)
    .filter((record) => !record.from("aliases").some(({ type }) => type === DISTRIBUTION));
  return stack.each(records, (record) => {
    const asked = record.from("aliases").some(({ type }) => ASKED.has(type));
    // The zone is read last: it is often unknown, and seldom needed.
    const blind = (record.props.aliases ?? []).filter(
      (alias) => alias.evaluateTargetHealth !== true && (asked || alias.zoneId !== CLOUDFRONT_ZONE),
    );
    return blind.map(() => "evaluateTargetHealth must be true");
  });
}

const record = (...aliases: readonly Alias[]) => ({ type: RECORD, name: "record", props: { aliases } });
const balancer: Alias = { evaluateTargetHealth: true, zoneId: "ZD4D7Y8KGAQ" };

export const dnsFollowsHealth = stackRule({
  name: "dns-follows-health",
  description: "A target that is down is taken out of DNS by itself, so a lost region is a slower page and no outage.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/resource-record-sets-values-alias-common.html",
  remediationSteps: "Set evaluateTargetHealth of the alias to true.",
  gaps: dnsHealthGaps,
  examples: {
    good: [
      { resources: [record(balancer)] },
      { resources: [{ type: RECORD, name: "record", props: { records: ["10.0.0.1"] } }] },
      { resources: [record({ evaluateTargetHealth: false, zoneId: CLOUDFRONT_ZONE })] },
      {
        resources: [
          { type: DISTRIBUTION, name: "cdn", props: {} },
          { ...record({ evaluateTargetHealth: false }), from: { aliases: ["cdn"] } },
        ],
      },
    ],
    bad: [
      {
        resources: [record(balancer, { ...balancer, evaluateTargetHealth: false })],
        gaps: ["record: evaluateTargetHealth must be true"],
      },
      {
        resources: [
          { type: "aws:lb/loadBalancer:LoadBalancer", name: "balancer", props: {} },
          { ...record({ evaluateTargetHealth: false }), from: { aliases: ["balancer"] } },
        ],
        gaps: ["record: evaluateTargetHealth must be true"],
      },
    ],
    missing: {
      "record.aliases": [],
      "record.aliases.0.evaluateTargetHealth": ["record: evaluateTargetHealth must be true"],
    },
  },
});
