import { beforeAll, describe, expect, it } from "@jest/globals";
import { Cdn } from "../../../components/cdn/cdn";
import { type Declared, declared } from "../../support/declared";
import { args } from "./samples";

let made: Declared;
beforeAll(async () => {
  made = await declared((opts) => new Cdn("cdn", args, opts));
});

const read = { allowedMethods: ["GET", "HEAD"], cachedMethods: ["GET", "HEAD"] };
const behavior = { ...read, viewerProtocolPolicy: "redirect-to-https", compress: true };
const base = {
  enabled: true,
  isIpv6Enabled: true,
  httpVersion: "http2and3",
  priceClass: "PriceClass_All",
  cacheTagConfig: { headerName: "x-amz-meta-cache-tag" },
  restrictions: { geoRestriction: { restrictionType: "none" } },
  viewerCertificate: {
    acmCertificateArn: "arn:viewers",
    sslSupportMethod: "sni-only",
    minimumProtocolVersion: "TLSv1.2_2021",
  },
  waitForDeployment: true,
  customErrorResponses: [
    ...[400, 403, 404, 405, 414].map((errorCode) => ({ errorCode, errorCachingMinTtl: 0 })),
    ...[500, 502, 503, 504].map((errorCode) => ({ errorCode, errorCachingMinTtl: 1 })),
  ],
};
/** As mocks know no domain names of buckets. */
const bucketsOf = (origin: string) => ({
  origins: [
    {
      originId: `${origin}-home`,
      originAccessControlId: "cdn-access-id",
      originShield: { enabled: true, originShieldRegion: "eu-west-2" },
    },
    {
      originId: `${origin}-copy`,
      originAccessControlId: "cdn-access-id",
      originShield: { enabled: true, originShieldRegion: "us-east-2" },
    },
  ],
  originGroups: [
    {
      originId: origin,
      failoverCriteria: { statusCodes: [500, 502, 503, 504] },
      members: [{ originId: `${origin}-home` }, { originId: `${origin}-copy` }],
    },
  ],
});

describe("the app's distribution", () => {
  it("serves pages from the bucket and the API from wherever DNS says, without a shield before the API", () => {
    const { origins, defaultCacheBehavior, orderedCacheBehaviors, ...rest } = made.one("cdn-app-distribution");
    expect(rest).toEqual({
      ...base,
      comment: "Pages and API",
      aliases: ["stream.example.com", "www.stream.example.com"],
      webAclId: "arn:cdn-firewall-acl",
      defaultRootObject: "index.html",
      originGroups: bucketsOf("client").originGroups,
      tags: { Name: "cdn-app" },
    });
    expect(origins.value).toEqual([
      // mocks wrap a whole property that holds a secret
      ...bucketsOf("client").origins,
      {
        originId: "api",
        domainName: "origin.stream.example.com",
        connectionAttempts: 2,
        connectionTimeout: 3,
        responseCompletionTimeout: 60,
        customHeaders: [{ name: "x-origin-verify", value: "hunter2" }],
        customOriginConfig: {
          httpPort: 80,
          httpsPort: 443,
          originProtocolPolicy: "https-only",
          originSslProtocols: ["TLSv1.2"],
          originReadTimeout: 30,
          originKeepaliveTimeout: 60,
        },
      },
    ]);
    expect(defaultCacheBehavior).toEqual({
      ...behavior,
      targetOriginId: "client",
      cachePolicyId: "cdn-cache-client-policy-id",
      responseHeadersPolicyId: "cdn-headers-client-id",
    });
    expect(orderedCacheBehaviors.map(({ pathPattern }: { pathPattern: string }) => pathPattern)).toEqual([
      "/api/catalog/titles/*",
      "/api/personal/*",
      "/api/*",
    ]);
  });

  it("caches what is the same for many, and hands everything else to the API with all that the viewer said", () => {
    const api = { ...behavior, targetOriginId: "api", responseHeadersPolicyId: "cdn-headers-api-id" };
    expect(made.one("cdn-app-distribution").orderedCacheBehaviors).toEqual([
      {
        ...api,
        pathPattern: "/api/catalog/titles/*",
        cachePolicyId: "cdn-cache-titles-policy-id",
        originRequestPolicyId: "cdn-origin-shared-id",
      },
      {
        ...api,
        pathPattern: "/api/personal/*",
        cachePolicyId: "cdn-cache-personal-policy-id",
        originRequestPolicyId: "cdn-origin-shared-id",
        functionAssociations: [{ eventType: "viewer-request", functionArn: "arn:cdn-functions-personalise" }],
      },
      {
        ...api,
        pathPattern: "/api/*",
        allowedMethods: ["GET", "HEAD", "DELETE", "OPTIONS", "PATCH", "POST", "PUT"],
        viewerProtocolPolicy: "https-only",
        cachePolicyId: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        originRequestPolicyId: "cdn-origin-everything-id",
      },
    ]);
  });
});

describe("the media distribution", () => {
  const open = {
    ...behavior,
    targetOriginId: "media",
    compress: false,
    cachePolicyId: "cdn-cache-segments-policy-id",
    responseHeadersPolicyId: "cdn-headers-media-id",
  };
  const signed = { ...open, trustedKeyGroups: ["cdn-keys-group-id"] };
  const text = { ...signed, compress: true, cachePolicyId: "cdn-cache-media-text-policy-id" };

  it("wants a signature for everything but pictures", () => {
    expect(made.one("cdn-media-distribution")).toEqual({
      ...base,
      comment: "Video, subtitles, pictures",
      aliases: ["video.stream.example.com"],
      ...bucketsOf("media"),
      defaultCacheBehavior: signed,
      orderedCacheBehaviors: [
        { ...open, pathPattern: "/titles/*/artwork/*" },
        {
          ...text,
          pathPattern: "/titles/*/manifest/*",
          originRequestPolicyId: "cdn-origin-country-id",
          functionAssociations: [{ eventType: "viewer-request", functionArn: "arn:cdn-functions-start-quality" }],
        },
        { ...text, pathPattern: "/titles/*/subtitles/*" },
      ],
      tags: { Name: "cdn-media" },
    });
  });

  it("knows the signers' public keys, each ending in one line break", () => {
    expect(made.one("cdn-keys-2026-11")).toEqual({
      comment: "2026-11",
      encodedKey: `${args.signingKeys["2026-11"]!.trim()}\n`,
    });
    expect(made.one("cdn-keys-group")).toEqual({ comment: "Signs video", items: ["cdn-keys-2026-11-id"] });
  });
});
