import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";

type Policy = Excerpt<aws.cloudfront.CachePolicyArgs, "parametersInCacheKeyAndForwardedToOrigin">;

/** Cache policies that keep one copy for each viewer, since nearly every viewer has cookies of their own. */
export function cookieGaps({ parametersInCacheKeyAndForwardedToOrigin }: Policy): string[] {
  const behavior = parametersInCacheKeyAndForwardedToOrigin?.cookiesConfig?.cookieBehavior ?? "none";
  // A list of named cookies is a decision; all, or all but some, never is.
  return behavior === "none" || behavior === "whitelist"
    ? []
    : [`cookieBehavior must be none or whitelist, got ${behavior}`];
}

const policy = (cookieBehavior: string) => ({
  parametersInCacheKeyAndForwardedToOrigin: { cookiesConfig: { cookieBehavior } },
});

export const cacheKeysHoldNoCookies = resourceRule<Policy>({
  name: "cache-keys-hold-no-cookies",
  description: "One copy at the edge serves everybody; with cookies in the key each viewer would miss it.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cache-key-understand-cache-policy.html",
  remediationSteps: "Set cookieBehavior to none; hand what the origin needs on with an origin request policy.",
  types: ["aws:cloudfront/cachePolicy:CachePolicy"],
  gaps: cookieGaps,
  examples: {
    good: [{ inputs: policy("none") }, { inputs: policy("whitelist") }],
    bad: [
      { inputs: policy("all"), gaps: ["cookieBehavior must be none or whitelist, got all"] },
      { inputs: policy("allExcept"), gaps: ["cookieBehavior must be none or whitelist, got allExcept"] },
    ],
    missing: { parametersInCacheKeyAndForwardedToOrigin: [] },
  },
});
