import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** Unit: seconds. */
const MINUTE = 60;
const DAY = 86_400;
const WEEK = 7 * DAY;
const YEAR = 365 * DAY;

/** What makes two requests the same. Nothing is part of it that is not named here. */
interface CacheKey {
  readonly headers?: readonly string[];
  /** `all`, or the parameters that count. */
  readonly query?: "all" | readonly string[];
  /** Whether answers are kept compressed. No use for pictures and video, which are already. */
  readonly compressed: boolean;
}

/** How long an answer is kept. Unit: seconds. The origin's `Cache-Control` decides between `min` and `max`. */
interface Ttl {
  readonly min: number;
  /** Where the origin says nothing. */
  readonly default: number;
  readonly max: number;
}

/**
 * What is kept, and by what key. The key of no policy holds a cookie, so none of these answers may depend on one. The API's `min`
 * is 0: an answer that says `no-store` is not kept.
 */
export class CachePolicies extends pulumi.ComponentResource {
  /** Client files: what is hashed for a year, the rest asked for each time, as their headers say. */
  readonly client: pulumi.Output<string>;
  /** Answers about titles: the same for a country and a query. */
  readonly titles: pulumi.Output<string>;
  /** Personalised answers: the same for a segment of a country's audience. */
  readonly personal: pulumi.Output<string>;
  /** Playlists and subtitles. */
  readonly mediaText: pulumi.Output<string>;
  /** Segments and pictures: immutable. Not by query: signatures and CMCD are in it. */
  readonly segments: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:CachePolicies", name, {}, opts);
    const country = "CloudFront-Viewer-Country";

    this.client = this.policy(
      `${name}-client`,
      "Client files",
      { min: 0, default: DAY, max: YEAR },
      { query: ["v"], compressed: true },
    );
    this.titles = this.policy(
      `${name}-titles`,
      "Answers about titles, by country",
      { min: 0, default: MINUTE, max: DAY },
      { headers: [country], query: "all", compressed: true },
    );
    this.personal = this.policy(
      `${name}-personal`,
      "Personalised answers, by segment and country",
      { min: 0, default: MINUTE / 2, max: 5 * MINUTE },
      { headers: [country, "x-segment"], query: "all", compressed: true },
    );
    this.mediaText = this.policy(
      `${name}-media-text`,
      "Playlists and subtitles",
      { min: 0, default: 5 * MINUTE, max: DAY },
      { compressed: true },
    );
    this.segments = this.policy(
      `${name}-segments`,
      "Segments and pictures",
      { min: MINUTE, default: WEEK, max: YEAR },
      { compressed: false },
    );
    this.registerOutputs({
      client: this.client,
      titles: this.titles,
      personal: this.personal,
      mediaText: this.mediaText,
      segments: this.segments,
    });
  }

  private policy(name: string, comment: string, ttl: Ttl, key: CacheKey): pulumi.Output<string> {
    const { headers = [], query = [], compressed } = key;
    return new aws.cloudfront.CachePolicy(
      `${name}-policy`,
      {
        comment,
        minTtl: ttl.min,
        defaultTtl: ttl.default,
        maxTtl: ttl.max,
        parametersInCacheKeyAndForwardedToOrigin: {
          enableAcceptEncodingBrotli: compressed,
          enableAcceptEncodingGzip: compressed,
          cookiesConfig: { cookieBehavior: "none" },
          headersConfig: headers.length === 0 ? { headerBehavior: "none" } : listed(headers),
          queryStringsConfig: queryStrings(query),
        },
      },
      { parent: this },
    ).id;
  }
}

function listed(headers: readonly string[]) {
  return { headerBehavior: "whitelist", headers: { items: [...headers] } };
}

function queryStrings(query: "all" | readonly string[]) {
  if (query === "all") return { queryStringBehavior: "all" };
  return query.length === 0
    ? { queryStringBehavior: "none" }
    : { queryStringBehavior: "whitelist", queryStrings: { items: [...query] } };
}
