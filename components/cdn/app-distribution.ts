import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { originNames } from "../traffic/origin-names";
import type { CachePolicies } from "./cache-policies";
import {
  ALL_METHODS,
  admit,
  BEHAVIOR,
  type Behavior,
  bucketOrigins,
  CACHING_DISABLED,
  type DistributionAddress,
  distributionBase,
  ERROR_TTLS,
} from "./distribution-parts";
import type { OriginBucket } from "./origin-buckets";
import type { OriginRequestPolicies } from "./origin-request-policies";
import { ORIGIN_VERIFY_HEADER } from "./origin-verification";
import type { ResponseHeaders } from "./response-headers";
import type { CdnSettings } from "./settings";
import { viewerNames } from "./viewer-names";

export interface AppDistributionArgs {
  readonly domain: string;
  readonly settings: CdnSettings;
  readonly buckets: readonly OriginBucket[];
  readonly certificateArn: pulumi.Input<string>;
  readonly originAccessControlId: pulumi.Input<string>;
  readonly webAclArn: pulumi.Input<string>;
  readonly personaliseArn: pulumi.Input<string>;
  readonly originVerification: pulumi.Input<string>;
  readonly cache: CachePolicies;
  readonly originRequests: OriginRequestPolicies;
  readonly headers: ResponseHeaders;
}

/** What the API's origin is called inside the distribution. */
const API = "api";

/**
 * Pages and API under one name, so that no call needs a preflight. The API's origin has no Origin Shield: from its one place
 * every viewer would be sent to the same region, whatever Route 53's tree says.
 */
export class AppDistribution extends pulumi.ComponentResource implements DistributionAddress {
  readonly distributionId: pulumi.Output<string>;
  readonly distributionArn: pulumi.Output<string>;
  readonly domainName: pulumi.Output<string>;
  readonly hostedZoneId: pulumi.Output<string>;

  constructor(name: string, args: AppDistributionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:AppDistribution", name, {}, opts);
    const { domain, settings } = args;
    const client = bucketOrigins("client", args.buckets, args.originAccessControlId, settings);

    const distribution = new aws.cloudfront.Distribution(
      `${name}-distribution`,
      {
        ...distributionBase("Pages and API", settings, viewerNames(domain).app, args.certificateArn),
        webAclId: args.webAclArn,
        defaultRootObject: "index.html",
        origins: [...client.origins, apiOrigin(originNames(domain).origin, args.originVerification)],
        originGroups: client.originGroups,
        defaultCacheBehavior: {
          ...BEHAVIOR,
          targetOriginId: client.targetOriginId,
          cachePolicyId: args.cache.client,
          responseHeadersPolicyId: args.headers.client,
        },
        orderedCacheBehaviors: apiBehaviors(args),
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

/** The first that fits is taken, so the widest comes last. */
function apiBehaviors({ cache, originRequests, headers, personaliseArn }: AppDistributionArgs): Behavior[] {
  const api = { ...BEHAVIOR, targetOriginId: API, responseHeadersPolicyId: headers.api };
  return [
    {
      ...api,
      pathPattern: "/api/catalog/titles/*",
      cachePolicyId: cache.titles,
      originRequestPolicyId: originRequests.shared,
    },
    {
      ...api,
      pathPattern: "/api/personal/*",
      cachePolicyId: cache.personal,
      originRequestPolicyId: originRequests.shared,
      functionAssociations: [{ eventType: "viewer-request", functionArn: personaliseArn }],
    },
    {
      ...api,
      pathPattern: "/api/*",
      allowedMethods: ALL_METHODS,
      viewerProtocolPolicy: "https-only", // a redirected POST would have sent its body in the open
      cachePolicyId: CACHING_DISABLED,
      originRequestPolicyId: originRequests.everything,
    },
  ];
}

/** Whichever region Route 53 answers with. Unit of all times: seconds. */
function apiOrigin(
  domainName: string,
  verification: pulumi.Input<string>,
): aws.types.input.cloudfront.DistributionOrigin {
  return {
    originId: API,
    domainName,
    connectionAttempts: 2,
    connectionTimeout: 3, // a region that does not answer is asked once more, then the viewer hears of it
    responseCompletionTimeout: 60,
    customHeaders: [{ name: ORIGIN_VERIFY_HEADER, value: verification }],
    customOriginConfig: {
      httpPort: 80,
      httpsPort: 443,
      originProtocolPolicy: "https-only",
      originSslProtocols: ["TLSv1.2"], // the newest that CloudFront offers here
      originReadTimeout: 30,
      originKeepaliveTimeout: 60,
    },
  };
}
