import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { isSet } from "../../unknown";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const SOURCE = "aws:cloudwatch/logDeliverySource:LogDeliverySource";
const DELIVERY = "aws:cloudwatch/logDelivery:LogDelivery";

/** Distributions of whose requests nothing is kept: neither who was slow nor what missed the cache. */
export function loggingGaps(stack: StackView): StackGap[] {
  const delivered = new Set(
    stack.ofType(DELIVERY).flatMap((delivery) => delivery.from("deliverySourceName").map(({ urn }) => urn)),
  );
  const logged = new Set(
    stack
      .ofType(SOURCE)
      .filter(({ urn }) => delivered.has(urn))
      .flatMap((source) => source.from("resourceArn").map(({ urn }) => urn)),
  );
  return stack
    .ofType(DISTRIBUTION)
    .filter(({ urn, props }) => !logged.has(urn) && !isSet(props, "loggingConfig"))
    .map((resource) => ({ resource, message: "must deliver its access logs" }));
}

const cdn = { type: DISTRIBUTION, name: "cdn", props: {} };
const source = { type: SOURCE, name: "source", props: {}, from: { resourceArn: ["cdn"] } };
const delivery = { type: DELIVERY, name: "delivery", props: {}, from: { deliverySourceName: ["source"] } };
const gaps = ["cdn: must deliver its access logs"];

export const distributionsAreLogged = stackRule({
  name: "distributions-are-logged",
  description:
    "The viewers' own 95th percentile and the hit ratio can be counted: no server behind the edge sees them.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging.html",
  remediationSteps: "Declare a log delivery source for the distribution, a destination and a delivery between them.",
  gaps: loggingGaps,
  examples: {
    good: [
      { resources: [cdn, source, delivery] },
      { resources: [{ ...cdn, props: { loggingConfig: { bucket: "logs" } } }] },
    ],
    bad: [
      { resources: [cdn], gaps },
      { resources: [cdn, source], gaps },
    ],
    missing: { "cdn.loggingConfig": [], "source.resourceArn": gaps, "delivery.deliverySourceName": gaps },
  },
});
