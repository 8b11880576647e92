import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { PrivateBucket, undeletable } from "../storage/private-bucket";
import { BucketReplication } from "./bucket-replication";

/** Unit: days. */
const KEEP_OLD_VERSIONS_DAYS = 30;

export interface OriginBucketsArgs {
  readonly region: string;
  /** Where a copy is kept. @default none - then what is in no cache fails with S3 in `region` */
  readonly copyRegion?: string | undefined;
  /** Whether S3 fills the copy; otherwise whoever fills the first fills both. */
  readonly replicated: boolean;
  readonly lifecycle: readonly aws.types.input.s3.BucketLifecycleConfigurationRule[];
  readonly protect: boolean;
}

/** A bucket that a distribution serves from. */
export interface OriginBucket {
  /** Tells it from the others of its origin. */
  readonly role: "home" | "copy";
  readonly region: string;
  readonly bucket: PrivateBucket;
}

/** Where files are kept: in one region, or in two, of which the second is asked when the first fails. */
export class OriginBuckets extends pulumi.ComponentResource {
  /** The one that is asked first. */
  readonly home: OriginBucket;
  readonly all: readonly OriginBucket[];

  constructor(name: string, args: OriginBucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:cdn:OriginBuckets", name, {}, opts);
    const { region, copyRegion, lifecycle, protect } = args;
    const child = { parent: this };
    const make = (role: OriginBucket["role"], where: string): OriginBucket => {
      const rules = [undeletable(KEEP_OLD_VERSIONS_DAYS), ...lifecycle];
      const bucketArgs = { region: where, versioned: true, lifecycle: rules, protectStateful: protect };
      return { role, region: where, bucket: new PrivateBucket(`${name}-${role}`, bucketArgs, child) };
    };

    this.home = make("home", region);
    const copy = copyRegion === undefined ? undefined : make("copy", copyRegion);
    if (copy !== undefined && args.replicated) {
      new BucketReplication(`${name}-replication`, { region, from: this.home.bucket, to: copy.bucket }, child);
    }
    this.all = copy === undefined ? [this.home] : [this.home, copy];
    this.registerOutputs();
  }
}
