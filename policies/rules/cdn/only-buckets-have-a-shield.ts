import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Distribution = Excerpt<aws.cloudfront.DistributionArgs, "origins">;

/** Origins behind DNS that finds the nearest region: a shield would ask it from one place, for all the world's viewers. */
export function shieldGaps({ origins = [] }: Distribution): string[] {
  return origins
    .filter((origin) => isSet(origin, "customOriginConfig") && origin.originShield?.enabled === true)
    .map(({ originId }) => `originShield of origin ${originId} must be left out`);
}

const bucket = { originId: "media", domainName: "media.example", originShield: { enabled: true } };
const api = { originId: "api", domainName: "origin.example", customOriginConfig: { httpsPort: 443 } };

export const onlyBucketsHaveAShield = resourceRule<Distribution>({
  name: "only-buckets-have-a-shield",
  description: "Each viewer's request reaches the nearest region; behind a shield all would reach the shield's.",
  severity: "critical",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/origin-shield.html",
  remediationSteps: "Remove originShield from the origin; it belongs in front of a bucket, in the bucket's region.",
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: shieldGaps,
  examples: {
    good: [
      { inputs: { origins: [bucket, api] } },
      { inputs: { origins: [{ ...api, originShield: { enabled: false } }] } },
    ],
    bad: [
      {
        inputs: { origins: [bucket, { ...api, originShield: { enabled: true, originShieldRegion: "us-east-1" } }] },
        gaps: ["originShield of origin api must be left out"],
      },
    ],
    missing: { origins: [] },
  },
});
