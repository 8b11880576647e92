import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { mayWrite } from "../storage/bucket-policy";
import { ACCESS_LOGS_PREFIX, expiring, PrivateBucket } from "../storage/private-bucket";
import { WAREHOUSE_PREFIX } from "./access";

export interface BucketsArgs {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** How long access logs are kept. Unit: days. */
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/** Start of the keys of records that fit no table. */
export const ERRORS_PREFIX = "errors/";
/** Start of the keys of what the nightly job is made of. */
export const JOBS_PREFIX = "jobs/";

/** How long a deleted file can be had back. Unit: days. Compaction replaces every file once, so each day costs a day's events again. */
const UNDELETE_DAYS = 7;
/** Unit: days. */
const KEEP_DAYS = { errors: 90, results: 14 };

/**
 * A region's buckets: tables and jobs, what queries answered, and who read. Tables move to cheaper storage by themselves when nobody
 * reads them; nothing expires under them, because a table names its files. One key of ours for all but the logs.
 */
export class Buckets extends pulumi.ComponentResource {
  readonly keyArn: pulumi.Output<string>;
  readonly tables: PrivateBucket;
  readonly results: PrivateBucket;

  constructor(name: string, args: BucketsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:Buckets", name, {}, opts);
    const { region, accountId, protectStateful } = args;
    const child = { parent: this };
    const common = { region, protectStateful, statements: () => [] };

    const key = new aws.kms.Key(
      `${name}-key`,
      { region, description: `${name}: events and what is asked of them`, enableKeyRotation: true },
      { ...child, protect: protectStateful },
    );
    const logs = new PrivateBucket(
      `${name}-logs`,
      {
        ...common,
        versioned: false,
        statements: (arn) => [mayWrite(arn, accountId, "logging.s3.amazonaws.com", ACCESS_LOGS_PREFIX)],
        lifecycle: [expiring("access-logs", ACCESS_LOGS_PREFIX, args.logRetentionDays)],
      },
      child,
    );
    this.tables = new PrivateBucket(
      `${name}-tables`,
      {
        ...common,
        keyArn: key.arn,
        versioned: true,
        accessLogs: logs.bucketName,
        lifecycle: [
          {
            id: "seldom-read",
            status: "Enabled",
            filter: { prefix: WAREHOUSE_PREFIX },
            transitions: [{ days: 30, storageClass: "INTELLIGENT_TIERING" }],
          },
          {
            id: "undelete",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: UNDELETE_DAYS },
            expiration: { expiredObjectDeleteMarker: true },
          },
          expiring("errors", ERRORS_PREFIX, KEEP_DAYS.errors),
        ],
      },
      child,
    );
    this.results = new PrivateBucket(
      `${name}-results`,
      { ...common, keyArn: key.arn, versioned: false, lifecycle: [expiring("results", "", KEEP_DAYS.results)] },
      child,
    );

    this.keyArn = key.arn;
    this.registerOutputs({ keyArn: this.keyArn });
  }
}
