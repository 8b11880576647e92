import type * as aws from "@pulumi/aws";
import { behaviors } from "../../behaviors";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Distribution = Excerpt<aws.cloudfront.DistributionArgs, "defaultCacheBehavior" | "orderedCacheBehaviors">;

/** Behaviours whose cache key is left to the old settings, which forward more than the key needs and cannot tell brotli. */
export function cachePolicyGaps(distribution: Distribution): string[] {
  return behaviors(distribution)
    .filter(({ behavior }) => !isSet(behavior, "cachePolicyId") || isSet(behavior, "forwardedValues"))
    .map(({ pattern }) => `cachePolicyId of ${pattern} must be set, in place of forwardedValues`);
}

const pages = { targetOriginId: "pages", cachePolicyId: "policy" };

export const behaviorsHaveACachePolicy = resourceRule<Distribution>({
  name: "behaviors-have-a-cache-policy",
  description: "What is one answer is cached once: nothing that the origin does not read splits the cache.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/controlling-the-cache-key.html",
  remediationSteps: "Name a cache policy in cachePolicyId and remove forwardedValues.",
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: cachePolicyGaps,
  examples: {
    good: [{ inputs: { defaultCacheBehavior: pages, orderedCacheBehaviors: [{ ...pages, pathPattern: "/api/*" }] } }],
    bad: [
      {
        inputs: { defaultCacheBehavior: { ...pages, forwardedValues: { queryString: true } } },
        gaps: ["cachePolicyId of * must be set, in place of forwardedValues"],
      },
      {
        inputs: {
          defaultCacheBehavior: pages,
          orderedCacheBehaviors: [{ targetOriginId: "pages", pathPattern: "/api/*" }],
        },
        gaps: ["cachePolicyId of /api/* must be set, in place of forwardedValues"],
      },
    ],
    missing: { defaultCacheBehavior: [], orderedCacheBehaviors: [] },
  },
});
