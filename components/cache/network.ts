import type * as pulumi from "@pulumi/pulumi";

/** Where a region's caches live and who may connect. */
export interface CacheNetwork {
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets, one per zone the caches may use. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /** Addresses of the region's clients, e.g. its VPC's block; plain, because each becomes a rule. */
  readonly clientCidrBlocks: readonly string[];
}
