import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/** Header that CloudFront adds to what it asks the API. */
export const ORIGIN_VERIFY_HEADER = "x-origin-verify";

/**
 * How NGINX tells our distribution from anybody's: the load balancer admits all of CloudFront, so with a distribution of his own
 * anybody could go around the firewall. NGINX turns away what does not carry the value.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/restrict-access-to-load-balancer.html
 */
export class OriginVerification extends pulumi.ComponentResource {
  readonly value: pulumi.Output<string>;

  constructor(name: string, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:OriginVerification", name, {}, opts);
    const generated = new random.RandomPassword(`${name}-value`, { length: 40, special: false }, { parent: this });
    this.value = pulumi.secret(generated.result);
    this.registerOutputs({ value: this.value });
  }
}
