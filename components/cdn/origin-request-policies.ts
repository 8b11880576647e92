import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** What an origin hears beside the cache key. */
export class OriginRequestPolicies extends pulumi.ComponentResource {
  /** Everything that the viewer says, and where CloudFront thinks the viewer is. For answers that nobody else gets. */
  readonly everything: pulumi.Output<string>;
  /**
   * The host name that the viewer asked for, and nothing that tells viewers apart: the answer goes to others, so it must not
   * depend on a cookie, an `Authorization` or a language that the cache key does not hold.
   */
  readonly shared: pulumi.Output<string>;
  /** The country, for the function that reads it. A bucket does not care. */
  readonly country: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:OriginRequestPolicies", name, {}, opts);
    const none = { cookiesConfig: { cookieBehavior: "none" }, queryStringsConfig: { queryStringBehavior: "none" } };
    const headers = (headerBehavior: string, items: readonly string[]) => ({
      headersConfig: { headerBehavior, headers: { items: [...items] } },
    });

    this.everything = new aws.cloudfront.OriginRequestPolicy(
      `${name}-everything`,
      {
        comment: "All of the viewer's request",
        cookiesConfig: { cookieBehavior: "all" },
        queryStringsConfig: { queryStringBehavior: "all" },
        ...headers("allViewerAndWhitelistCloudFront", ["CloudFront-Viewer-Address", "CloudFront-Viewer-Country"]),
      },
      { parent: this },
    ).id;
    this.shared = new aws.cloudfront.OriginRequestPolicy(
      `${name}-shared`,
      { comment: "The host name only", ...none, ...headers("whitelist", ["Host"]) },
      { parent: this },
    ).id;
    this.country = new aws.cloudfront.OriginRequestPolicy(
      `${name}-country`,
      { comment: "The viewer's country", ...none, ...headers("whitelist", ["CloudFront-Viewer-Country"]) },
      { parent: this },
    ).id;
    this.registerOutputs({ everything: this.everything, shared: this.shared, country: this.country });
  }
}
