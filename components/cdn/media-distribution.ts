import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { CachePolicies } from "./cache-policies";
import {
  admit,
  BEHAVIOR,
  type Behavior,
  bucketOrigins,
  type DistributionAddress,
  distributionBase,
  ERROR_TTLS,
} from "./distribution-parts";
import type { OriginBucket } from "./origin-buckets";
import type { OriginRequestPolicies } from "./origin-request-policies";
import type { ResponseHeaders } from "./response-headers";
import type { CdnSettings } from "./settings";
import { viewerNames } from "./viewer-names";

export interface MediaDistributionArgs {
  readonly domain: string;
  readonly settings: CdnSettings;
  readonly buckets: readonly OriginBucket[];
  readonly certificateArn: pulumi.Input<string>;
  readonly originAccessControlId: pulumi.Input<string>;
  readonly keyGroupId: pulumi.Input<string>;
  readonly startQualityArn: pulumi.Input<string>;
  readonly cache: CachePolicies;
  readonly originRequests: OriginRequestPolicies;
  readonly headers: ResponseHeaders;
}

/**
 * Video, subtitles and pictures. Whatever is not a picture needs a signature, also what lies where nobody thought of. No firewall:
 * AWS WAF is paid by the request, a viewer makes one every few seconds, and none of them reaches anything but a bucket.
 */
export class MediaDistribution extends pulumi.ComponentResource implements DistributionAddress {
  readonly distributionId: pulumi.Output<string>;
  readonly distributionArn: pulumi.Output<string>;
  readonly domainName: pulumi.Output<string>;
  readonly hostedZoneId: pulumi.Output<string>;

  constructor(name: string, args: MediaDistributionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:MediaDistribution", name, {}, opts);
    const { domain, settings } = args;
    const { targetOriginId, ...origins } = bucketOrigins("media", args.buckets, args.originAccessControlId, settings);
    const segments = segmentsBehavior(args, targetOriginId);

    const distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        ...distributionBase("Video, subtitles, pictures", settings, [viewerNames(domain).media], args.certificateArn),
        ...origins,
        defaultCacheBehavior: segments,
        orderedCacheBehaviors: titleBehaviors(args, segments),
        customErrorResponses: ERROR_TTLS,
        tags: { Name: name },
      },
      { parent: this },
    );
    admit(name, args.buckets, distribution.arn, { parent: this });
    this.distributionId = distribution.id;
    this.distributionArn = distribution.arn;
    this.domainName = distribution.domainName;
    this.hostedZoneId = distribution.hostedZoneId;
    this.registerOutputs({
      distributionId: this.distributionId,
      distributionArn: this.distributionArn,
      domainName: this.domainName,
      hostedZoneId: this.hostedZoneId,
    });
  }
}

/** Segments are compressed video: to compress them again costs time and saves nothing. */
function segmentsBehavior({ cache, headers, keyGroupId }: MediaDistributionArgs, targetOriginId: string) {
  return {
    ...BEHAVIOR,
    targetOriginId,
    compress: false,
    cachePolicyId: cache.segments,
    responseHeadersPolicyId: headers.media,
    trustedKeyGroups: [keyGroupId],
  };
}

/** Folders of a title as runtime/lambda/invalidation knows them too. */
function titleBehaviors(args: MediaDistributionArgs, segments: ReturnType<typeof segmentsBehavior>): Behavior[] {
  const { trustedKeyGroups, ...open } = segments;
  const text = { ...open, trustedKeyGroups, compress: true, cachePolicyId: args.cache.mediaText };
  return [
    { ...open, pathPattern: "/titles/*/artwork/*" }, // who does not subscribe yet sees them as well
    {
      ...text,
      pathPattern: "/titles/*/manifest/*",
      originRequestPolicyId: args.originRequests.country,
      functionAssociations: [{ eventType: "viewer-request", functionArn: args.startQualityArn }],
    },
    { ...text, pathPattern: "/titles/*/subtitles/*" },
  ];
}
