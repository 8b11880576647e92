import type * as aws from "@pulumi/aws";
import { type Excerpt, resourceRule } from "../../rule";
import { isSet } from "../../unknown";

type Distribution = Excerpt<aws.cloudfront.DistributionArgs, "origins" | "webAclId">;

/** Distributions in front of servers that nothing keeps a flood from. */
export function firewallGaps(distribution: Distribution): string[] {
  const { origins = [] } = distribution;
  const hasServer = origins.some((origin) => isSet(origin, "customOriginConfig") || isSet(origin, "vpcOriginConfig"));
  return hasServer && !isSet(distribution, "webAclId") ? ["webAclId must be set"] : [];
}

const api = { originId: "api", domainName: "origin.example", customOriginConfig: { httpsPort: 443 } };
const bucket = { originId: "media", domainName: "media.example" };

export const apisHaveAFirewall = resourceRule<Distribution>({
  name: "apis-have-a-firewall",
  description: "A flood of requests ends at the edge, where it costs neither a pod nor a database connection.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/distribution-web-awswaf.html",
  remediationSteps: "Declare a web ACL with scope CLOUDFRONT in us-east-1, and name it in webAclId.",
  types: ["aws:cloudfront/distribution:Distribution"],
  gaps: firewallGaps,
  examples: {
    good: [{ inputs: { origins: [api], webAclId: "acl" } }, { inputs: { origins: [bucket] } }],
    bad: [{ inputs: { origins: [bucket, api] }, gaps: ["webAclId must be set"] }],
    missing: { origins: [], webAclId: ["webAclId must be set"] },
  },
});
