import { type StackGap, stackRule } from "../../rule";
import type { StackResource, StackView } from "../../stack-view";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const POLICY = "aws:cloudfront/cachePolicy:CachePolicy";
const FUNCTION = "aws:lambda/function:Function";
const MAPPING = "aws:lambda/eventSourceMapping:EventSourceMapping";
const BEHAVIORS = ["defaultCacheBehavior", "orderedCacheBehaviors"];

interface Settings {
  readonly maxSeconds: number;
}

/** Distributions that keep answers for longer than anybody would wait, and that nothing tells when one has changed. */
export function invalidationGaps(stack: StackView, { maxSeconds }: Settings): StackGap[] {
  const fed = new Set(stack.ofType(MAPPING).flatMap((mapping) => mapping.from("functionName").map(({ urn }) => urn)));
  const emptied = new Set(
    stack
      .ofType(FUNCTION)
      .filter(({ urn }) => fed.has(urn))
      .flatMap((consumer) => consumer.from("environment").map(({ urn }) => urn)),
  );
  const outlasts = (policy: StackResource) =>
    // A year, where nothing is set. Source: https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CachePolicyConfig.html
    stack.known(policy, () => (policy.props.maxTtl ?? 31_536_000) > maxSeconds) === true;
  return stack
    .ofType(DISTRIBUTION)
    .filter(({ urn }) => !emptied.has(urn))
    .filter((cdn) => BEHAVIORS.flatMap((key) => cdn.from(key)).some((each) => each.type === POLICY && outlasts(each)))
    .map((resource) => ({
      resource,
      message: `must be invalidated by a function that a queue feeds, since it keeps answers for over ${maxSeconds} seconds`,
    }));
}

const policy = (maxTtl: number) => ({ type: POLICY, name: "policy", props: { maxTtl } });
const cdn = { type: DISTRIBUTION, name: "cdn", props: {}, from: { defaultCacheBehavior: ["policy"] } };
const consumer = { type: FUNCTION, name: "consumer", props: {}, from: { environment: ["cdn"] } };
const mapping = { type: MAPPING, name: "mapping", props: {}, from: { functionName: ["consumer"] } };
const gaps = [
  "cdn: must be invalidated by a function that a queue feeds, since it keeps answers for over 3600 seconds",
];

export const longCachesCanBeEmptied = stackRule<Settings>({
  name: "long-caches-can-be-emptied",
  description: "A title that is withdrawn or mended is gone from every edge in minutes; no copy outlives its change.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/Invalidation.html",
  remediationSteps: "Feed a function with the catalogue's events that invalidates the distribution, or lower maxTtl.",
  settings: {
    maxSeconds: {
      type: "integer",
      minimum: 0,
      default: 3600,
      description: "Longest time in seconds for which a stale answer may be shown.",
    },
  },
  gaps: invalidationGaps,
  examples: {
    good: [{ resources: [policy(86_400), cdn, consumer, mapping] }, { resources: [policy(3600), cdn] }],
    bad: [
      { resources: [policy(3601), cdn], gaps },
      { resources: [policy(86_400), cdn, consumer], gaps },
    ],
    missing: {
      "cdn.defaultCacheBehavior": [],
      "consumer.environment": gaps,
      "mapping.functionName": gaps,
    },
  },
});
