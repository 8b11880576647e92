import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Distribution = Excerpt<aws.cloudfront.DistributionArgs, "origins">;

/** Origins in S3 that sign nothing, so their bucket must be open to everybody, or that use the identity AWS has replaced. */
export function accessGaps({ origins = [] }: Distribution): string[] {
  return origins
    .filter((origin) => !isSet(origin, "customOriginConfig") && !isSet(origin, "vpcOriginConfig"))
    .filter((origin) => !isSet(origin, "originAccessControlId") || isSet(origin, "s3OriginConfig"))
    .map(({ originId }) => `originAccessControlId of origin ${originId} must be set, in place of s3OriginConfig`);
}

const bucket = { originId: "media", domainName: "media.s3.eu-west-1.amazonaws.com", originAccessControlId: "access" };
const api = { originId: "api", domainName: "origin.example", customOriginConfig: { httpsPort: 443 } };
const gap = "originAccessControlId of origin media must be set, in place of s3OriginConfig";

export const bucketsAnswerTheCdnOnly = resourceRule<Distribution>({
  name: "buckets-answer-the-cdn-only",
  description:
    "Every download goes through the cache; nobody reads the bucket past it, at the price of a region's egress.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-restricting-access-to-s3.html",
  remediationSteps: "Give the origin an origin access control, and allow the distribution in the bucket's policy.",
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: accessGaps,
  examples: {
    good: [{ inputs: { origins: [bucket, api] } }, { inputs: { origins: [{ ...api, originId: "other" }] } }],
    bad: [
      { inputs: { origins: [{ ...bucket, originAccessControlId: undefined }] }, gaps: [gap] },
      { inputs: { origins: [{ ...bucket, s3OriginConfig: { originAccessIdentity: "identity" } }] }, gaps: [gap] },
    ],
    missing: { origins: [], "origins.0.originAccessControlId": [gap] },
  },
});
