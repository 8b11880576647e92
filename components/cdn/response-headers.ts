import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { viewerNames } from "./viewer-names";

/** Unit: seconds. Two years, as browsers' preload lists ask for. */
const HSTS_SECONDS = 63_072_000;

/** Share of answers that carry CloudFront's own timings, for real user monitoring. Unit: percent. */
const SERVER_TIMING_PERCENT = 5;

/**
 * What a page of ours may load: its own files, and media from the media host. `blob:` is how players hand segments to the
 * browser. Inline style is left to players and frameworks; inline script is not.
 */
export function contentSecurityPolicy(mediaHost: string): string {
  const media = `https://${mediaHost}`;
  return [
    "default-src 'self'",
    `connect-src 'self' ${media}`,
    `img-src 'self' data: ${media}`,
    `media-src 'self' blob: ${media}`,
    "style-src 'self' 'unsafe-inline'",
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** Headers that CloudFront adds, whatever the origin says. */
export class ResponseHeaders extends pulumi.ComponentResource {
  readonly client: pulumi.Output<string>;
  readonly api: pulumi.Output<string>;
  /** With cookies allowed across our own names: signed cookies are how a player gets at segments. */
  readonly media: pulumi.Output<string>;

  constructor(name: string, domain: string, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:ResponseHeaders", name, {}, opts);
    const names = viewerNames(domain);
    const serverTimingHeadersConfig = { enabled: true, samplingRate: SERVER_TIMING_PERCENT };
    const framed = { ...transport, frameOptions: { frameOption: "DENY", override: true } };
    const policy = contentSecurityPolicy(names.media);

    this.client = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-client`,
      {
        comment: "Client files",
        serverTimingHeadersConfig,
        securityHeadersConfig: {
          ...framed,
          contentSecurityPolicy: { contentSecurityPolicy: policy, override: true },
          referrerPolicy: { referrerPolicy: "strict-origin-when-cross-origin", override: true },
        },
      },
      { parent: this },
    ).id;
    this.api = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-api`,
      { comment: "API", serverTimingHeadersConfig, securityHeadersConfig: framed },
      { parent: this },
    ).id;
    this.media = new aws.cloudfront.ResponseHeadersPolicy(
      `${name}-media`,
      {
        comment: "Video, pictures and subtitles",
        serverTimingHeadersConfig,
        securityHeadersConfig: transport,
        corsConfig: mediaCors(names.app),
      },
      { parent: this },
    ).id;
    this.registerOutputs({ client: this.client, api: this.api, media: this.media });
  }
}

const transport = {
  contentTypeOptions: { override: true },
  strictTransportSecurity: {
    accessControlMaxAgeSec: HSTS_SECONDS,
    includeSubdomains: true,
    preload: false, // a list of whole domains, which the one above ours has to join
    override: true,
  },
};

/** With credentials no list may be `*`. No preflight: its request carries no cookie, so it could not pass the signature. */
function mediaCors(hosts: readonly string[]): aws.types.input.cloudfront.ResponseHeadersPolicyCorsConfig {
  return {
    accessControlAllowCredentials: true,
    accessControlAllowOrigins: { items: hosts.map((host) => `https://${host}`) },
    accessControlAllowMethods: { items: ["GET", "HEAD"] },
    accessControlAllowHeaders: { items: ["Range"] },
    accessControlExposeHeaders: { items: ["Content-Length", "Content-Range", "Server-Timing"] },
    originOverride: true,
  };
}
