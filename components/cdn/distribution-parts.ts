import * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";
import { bucketPolicy } from "../storage/bucket-policy";
import { mayServe } from "./bucket-statements";
import { CACHE_TAG_HEADER } from "./cache-tags";
import type { OriginBucket } from "./origin-buckets";
import type { CdnSettings } from "./settings";
import { shieldRegion } from "./shield-region";

type DistributionArgs = aws.cloudfront.DistributionArgs;
type Origin = aws.types.input.cloudfront.DistributionOrigin;
type OriginGroup = aws.types.input.cloudfront.DistributionOriginGroup;
export type Behavior = aws.types.input.cloudfront.DistributionOrderedCacheBehavior;

/**
 * AWS's own policy that caches nothing.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
export const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";

const READ_METHODS = ["GET", "HEAD"];
export const ALL_METHODS = [...READ_METHODS, "DELETE", "OPTIONS", "PATCH", "POST", "PUT"];

/** What DNS, logs, alarms and invalidation need to know of a distribution. */
export interface DistributionAddress {
  readonly distributionId: pulumi.Output<string>;
  readonly distributionArn: pulumi.Output<string>;
  readonly domainName: pulumi.Output<string>;
  /** Of CloudFront's own zone, as alias records want it. */
  readonly hostedZoneId: pulumi.Output<string>;
}

/** What both distributions are. */
export function distributionBase(
  comment: string,
  { priceClass }: CdnSettings,
  aliases: readonly string[],
  certificateArn: pulumi.Input<string>,
) {
  return {
    enabled: true,
    comment,
    aliases: [...aliases],
    isIpv6Enabled: true,
    httpVersion: "http2and3",
    priceClass,
    cacheTagConfig: { headerName: CACHE_TAG_HEADER },
    restrictions: { geoRestriction: { restrictionType: "none" } }, // who may watch where is decided when an URL is signed
    viewerCertificate: {
      acmCertificateArn: certificateArn,
      sslSupportMethod: "sni-only",
      minimumProtocolVersion: "TLSv1.2_2021",
    },
    waitForDeployment: true, // what comes next (DNS, invalidation) finds it everywhere
  } satisfies Partial<DistributionArgs>;
}

/** What every behaviour has unless it says otherwise. Nothing of ours asks from another site in a way that needs `OPTIONS`. */
export const BEHAVIOR = {
  allowedMethods: READ_METHODS,
  cachedMethods: READ_METHODS,
  viewerProtocolPolicy: "redirect-to-https",
  compress: true,
} satisfies Partial<Behavior>;

/** Answers of a bucket after which its copy is asked. */
const FAILED = [500, 502, 503, 504];

/**
 * Buckets that admit this distribution only, and the origin that stands for them. Each has an Origin Shield near it: a bucket is
 * asked from one place in the world, and not by every edge.
 */
export function bucketOrigins(
  originId: string,
  buckets: readonly OriginBucket[],
  originAccessControlId: pulumi.Input<string>,
  { originShield }: CdnSettings,
): { targetOriginId: string; origins: Origin[]; originGroups: OriginGroup[] } {
  const origins = buckets.map(({ role, region, bucket }) => {
    const originShieldRegion = shieldRegion(region);
    return {
      originId: `${originId}-${role}`,
      domainName: bucket.regionalDomainName,
      originAccessControlId,
      ...(originShield && originShieldRegion ? { originShield: { enabled: true, originShieldRegion } } : {}),
    };
  });
  const members = origins.map((origin) => ({ originId: origin.originId }));
  if (members.length === 1) return { targetOriginId: members[0]!.originId, origins, originGroups: [] };
  const group = { originId, failoverCriteria: { statusCodes: FAILED }, members };
  return { targetOriginId: originId, origins, originGroups: [group] };
}

/** Each bucket's policy: this distribution may read it. */
export function admit(
  name: string,
  buckets: readonly OriginBucket[],
  distributionArn: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  for (const { role, region, bucket } of buckets) {
    const policy = bucketPolicy(bucket.arn, [mayServe(bucket.arn, distributionArn)]);
    new aws.s3.BucketPolicy(`${name}-${role}-policy`, { region, bucket: bucket.bucketName, policy }, opts);
  }
}

/**
 * How long an error is given to others. Unit: seconds. CloudFront would say 10 even where nothing is cached, and an error's key
 * is the bare URL: what one viewer may not find, another may. A failing origin is spared a second at a time.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HTTPStatusCodes.html
 */
export const ERROR_TTLS = [
  { errorCode: 400, errorCachingMinTtl: 0 },
  { errorCode: 403, errorCachingMinTtl: 0 },
  { errorCode: 404, errorCachingMinTtl: 0 },
  { errorCode: 405, errorCachingMinTtl: 0 },
  { errorCode: 414, errorCachingMinTtl: 0 },
  { errorCode: 500, errorCachingMinTtl: 1 },
  { errorCode: 502, errorCachingMinTtl: 1 },
  { errorCode: 503, errorCachingMinTtl: 1 },
  { errorCode: 504, errorCachingMinTtl: 1 },
];
