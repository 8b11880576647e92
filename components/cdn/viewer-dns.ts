import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { DistributionAddress } from "./distribution-parts";

export interface ViewerDnsArgs {
  readonly zoneId: pulumi.Input<string>;
  readonly names: readonly string[];
  readonly distribution: DistributionAddress;
}

/**
 * Addresses of both kinds, and `HTTPS`: it tells a browser of HTTP/3 with the address, so that its first connection is QUIC already.
 * Source: https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/ResourceRecordTypes.html#HTTPSFormat
 */
const TYPES = ["A", "AAAA", "HTTPS"];

/** Aliases of viewers' names to a distribution. Free of charge, and right at the top of the zone, where a CNAME may not be. */
export class ViewerDns extends pulumi.ComponentResource {
  constructor(name: string, args: ViewerDnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:ViewerDns", name, {}, opts);
    const { domainName, hostedZoneId } = args.distribution;
    const alias = { name: domainName, zoneId: hostedZoneId, evaluateTargetHealth: false }; // CloudFront's has no health to ask for
    for (const viewerName of args.names) {
      for (const type of TYPES) {
        new aws.route53.Record(
          `${name}-${viewerName}-${type.toLowerCase()}`,
          { zoneId: args.zoneId, name: viewerName, type, aliases: [alias] },
          { parent: this },
        );
      }
    }
    this.registerOutputs();
  }
}
