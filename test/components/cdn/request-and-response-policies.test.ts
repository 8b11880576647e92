import { beforeAll, describe, expect, it } from "@jest/globals";
import { CachePolicies } from "../../../components/cdn/cache-policies";
import { OriginRequestPolicies } from "../../../components/cdn/origin-request-policies";
import { ResponseHeaders } from "../../../components/cdn/response-headers";
import { type Declared, declared } from "../../support/declared";

const none = { cookiesConfig: { cookieBehavior: "none" } };
const noQuery = { queryStringsConfig: { queryStringBehavior: "none" } };
const noHeaders = { headersConfig: { headerBehavior: "none" } };
const headers = (...items: string[]) => ({ headersConfig: { headerBehavior: "whitelist", headers: { items } } });
const encodings = (on: boolean) => ({ enableAcceptEncodingBrotli: on, enableAcceptEncodingGzip: on });

describe("CachePolicies", () => {
  let made: Declared;
  beforeAll(async () => {
    made = await declared((opts) => new CachePolicies("cache", opts));
  });

  it.each([
    [
      "client",
      { comment: "Client files", minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 },
      {
        ...encodings(true),
        ...none,
        ...noHeaders,
        queryStringsConfig: { queryStringBehavior: "whitelist", queryStrings: { items: ["v"] } },
      },
    ],
    [
      "titles",
      { comment: "Answers about titles, by country", minTtl: 0, defaultTtl: 60, maxTtl: 86_400 },
      {
        ...encodings(true),
        ...none,
        ...headers("CloudFront-Viewer-Country"),
        queryStringsConfig: { queryStringBehavior: "all" },
      },
    ],
    [
      "personal",
      { comment: "Personalised answers, by segment and country", minTtl: 0, defaultTtl: 30, maxTtl: 300 },
      {
        ...encodings(true),
        ...none,
        ...headers("CloudFront-Viewer-Country", "x-segment"),
        queryStringsConfig: { queryStringBehavior: "all" },
      },
    ],
    [
      "media-text",
      { comment: "Playlists and subtitles", minTtl: 0, defaultTtl: 300, maxTtl: 86_400 },
      { ...encodings(true), ...none, ...noHeaders, ...noQuery },
    ],
    [
      "segments",
      { comment: "Segments and pictures", minTtl: 60, defaultTtl: 604_800, maxTtl: 31_536_000 },
      { ...encodings(false), ...none, ...noHeaders, ...noQuery },
    ],
  ])("keeps %s as long, and by as little, as it should", (role, ttl, parametersInCacheKeyAndForwardedToOrigin) => {
    expect(made.one(`cache-${role}-policy`)).toEqual({ ...ttl, parametersInCacheKeyAndForwardedToOrigin });
  });

  it("declares no other", () => {
    expect(made.names().length).toBe(5);
  });
});

describe("OriginRequestPolicies", () => {
  it("hands on everything, or nothing that tells viewers apart", async () => {
    const made = await declared((opts) => new OriginRequestPolicies("origin", opts));
    expect(made.one("origin-everything")).toEqual({
      comment: "All of the viewer's request",
      cookiesConfig: { cookieBehavior: "all" },
      queryStringsConfig: { queryStringBehavior: "all" },
      headersConfig: {
        headerBehavior: "allViewerAndWhitelistCloudFront",
        headers: { items: ["CloudFront-Viewer-Address", "CloudFront-Viewer-Country"] },
      },
    });
    expect(made.one("origin-shared")).toEqual({
      comment: "The host name only",
      ...none,
      ...noQuery,
      ...headers("Host"),
    });
    expect(made.one("origin-country")).toEqual({
      comment: "The viewer's country",
      ...none,
      ...noQuery,
      ...headers("CloudFront-Viewer-Country"),
    });
  });
});

describe("ResponseHeaders", () => {
  const transport = {
    contentTypeOptions: { override: true },
    strictTransportSecurity: {
      accessControlMaxAgeSec: 63_072_000,
      includeSubdomains: true,
      preload: false,
      override: true,
    },
  };
  const framed = { ...transport, frameOptions: { frameOption: "DENY", override: true } };
  const serverTimingHeadersConfig = { enabled: true, samplingRate: 5 };

  it("keeps pages, API and media from being framed, sniffed, asked over plain HTTP, or read by other sites", async () => {
    const made = await declared((opts) => new ResponseHeaders("headers", "stream.example.com", opts));
    expect(made.one("headers-client")).toEqual({
      comment: "Client files",
      serverTimingHeadersConfig,
      securityHeadersConfig: {
        ...framed,
        contentSecurityPolicy: {
          contentSecurityPolicy:
            "default-src 'self'; connect-src 'self' https://video.stream.example.com; " +
            "img-src 'self' data: https://video.stream.example.com; " +
            "media-src 'self' blob: https://video.stream.example.com; style-src 'self' 'unsafe-inline'; " +
            "worker-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
          override: true,
        },
        referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
      },
    });
    expect(made.one("headers-api")).toEqual({
      comment: "API",
      serverTimingHeadersConfig,
      securityHeadersConfig: framed,
    });
    expect(made.one("headers-media")).toEqual({
      comment: "Video, pictures and subtitles",
      serverTimingHeadersConfig,
      securityHeadersConfig: transport,
      corsConfig: {
        accessControlAllowCredentials: true,
        accessControlAllowOrigins: { items: ["https://stream.example.com", "https://www.stream.example.com"] },
        accessControlAllowMethods: { items: ["GET", "HEAD"] },
        accessControlAllowHeaders: { items: ["Range"] },
        accessControlExposeHeaders: { items: ["Content-Length", "Content-Range", "Server-Timing"] },
        originOverride: true,
      },
    });
  });
});
