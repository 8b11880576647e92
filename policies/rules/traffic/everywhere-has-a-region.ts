import { type StackGap, stackRule } from "../../rule";
import type { StackView } from "../../stack-view";
import { isSet } from "../../unknown";

const RECORD = "aws:route53/record:Record";

interface Location {
  readonly country?: string;
}

/** Names that viewers of some countries cannot resolve: Route 53 answers nothing where no record fits. */
export function defaultGaps(stack: StackView): StackGap[] {
  const located = stack.ofType(RECORD).filter(({ props }) => isSet(props, "geolocationRoutingPolicies"));
  const names = located.map((record) =>
    stack.known(record, () => {
      const policies: readonly Location[] = record.props.geolocationRoutingPolicies;
      return { record, name: record.props.name as string, all: policies.some(({ country }) => country === "*") };
    }),
  );
  const known = names.flatMap((each) => (each === undefined ? [] : [each]));
  const whole = new Set(known.filter(({ all }) => all).map(({ name }) => name));
  const first = new Map(known.filter(({ name }) => !whole.has(name)).map(({ record, name }) => [name, record]));
  return [...first].map(([name, resource]) => ({
    resource,
    message: `geolocation of ${name} must have a record for country *`,
  }));
}

const record = (country: string, name = "api.example") => ({
  type: RECORD,
  name: country === "*" ? "default" : country,
  props: { name, geolocationRoutingPolicies: [{ country }] },
});
const gap = (which: string) => `${which}: geolocation of api.example must have a record for country *`;

export const everywhereHasARegion = stackRule({
  name: "everywhere-has-a-region",
  description: "A viewer whose address is on no map reaches a region as well, instead of no page at all.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/routing-policy-geo.html",
  remediationSteps: "Add a record of the same name with the country *.",
  gaps: defaultGaps,
  examples: {
    good: [
      { resources: [record("DE"), record("*")] },
      { resources: [{ type: RECORD, name: "plain", props: { name: "www.example" } }] },
    ],
    bad: [
      { resources: [record("DE")], gaps: [gap("DE")] },
      { resources: [record("DE"), record("*", "www.example")], gaps: [gap("DE")] },
    ],
    missing: {
      "DE.name": ["DE: geolocation of undefined must have a record for country *"],
      "default.name": [gap("DE")],
      "DE.geolocationRoutingPolicies": [],
      "default.geolocationRoutingPolicies": [gap("DE")],
    },
  },
});
