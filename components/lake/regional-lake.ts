import * as pulumi from "@pulumi/pulumi";
import { assertNoProblems, must, type Problem } from "../checks";
import { clockProblems, type RegionClock } from "../clock";
import { regionProblems } from "../network/zone-ids";
import { logRetentionProblems } from "../observability/log-retention";
import { physicalName } from "../physical-name";
import type { LakeAddress, LakeStatement } from "./access";
import { Buckets } from "./buckets";
import { Catalog } from "./catalog";
import { Ingestion } from "./ingestion";
import { NightlyJob } from "./nightly-job";
import { Queries } from "./queries";
import { type LakeSettings, lakeSettingsProblems, nightlyHourProblems, zonesProblems } from "./settings";
import { HOURLY_TRAFFIC, PLAYBACK_EVENTS } from "./tables";
import { Warehouse, type WarehouseNetwork } from "./warehouse";

export interface RegionalLakeArgs {
  readonly region: string;
  readonly settings: LakeSettings;
  readonly accountId: pulumi.Input<string>;
  readonly clock: RegionClock;
  /** Of the warehouse; not looked at in a stack without one. */
  readonly network: WarehouseNetwork;
  readonly pageTopicArn: pulumi.Input<string>;
  readonly ticketTopicArn: pulumi.Input<string>;
  /** Unit: days, one that CloudWatch Logs offers. */
  readonly logRetentionDays: number;
  readonly protectStateful: boolean;
}

/**
 * Names that grow here are a role's, at 64 characters, of which auto-naming takes 8. Unit: characters.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_NAME_LENGTH = 64 - 8 - "-nightly-schedule-start-rights".length;

/** Everything wrong with `args`; empty when it can be declared. Pure: it needs no engine and no cloud. */
export function regionalLakeProblems(name: string, args: RegionalLakeArgs): Problem[] {
  const { region, settings, clock, network, logRetentionDays } = args;
  return [
    ...must(name.length <= MAX_NAME_LENGTH, "name", `be up to ${MAX_NAME_LENGTH} characters`, name),
    ...regionProblems("region", region),
    ...lakeSettingsProblems("settings", settings),
    ...clockProblems("clock", clock),
    ...logRetentionProblems("logRetentionDays", logRetentionDays),
    ...zonesProblems("network.subnetIds", settings, network?.subnetIds?.length ?? 0),
    ...nightlyHourProblems("clock.quietHourUtc", settings, clock),
  ];
}

/**
 * A region's lake: what its viewers did, in Iceberg tables on S3, fed by Firehose and put in order every night. Each region has its
 * own and nothing is copied between them: events stay under the law that they were made under, a copy of the files would be no table
 * (metadata names them by bucket), and Redshift reads S3 of its own region alone.
 */
export class RegionalLake extends pulumi.ComponentResource {
  readonly bucketName: pulumi.Output<string>;
  /** Of the Glue catalogue. */
  readonly database: string;
  readonly tableLocation: pulumi.Output<string>;
  readonly firehoseName: pulumi.Output<string>;
  /** Undefined when services put records to Firehose itself. */
  readonly streamArn: pulumi.Output<string> | undefined;
  /** What the role of a service that sends events needs. */
  readonly producerRights: readonly LakeStatement[];
  readonly jobName: pulumi.Output<string>;
  readonly athenaWorkgroup: pulumi.Output<string>;
  /** Undefined in a stack without one. */
  readonly warehouse: Warehouse | undefined;

  /** @throws {ArgsError} listing every argument that cannot be built. */
  constructor(name: string, args: RegionalLakeArgs, opts?: pulumi.ComponentResourceOptions) {
    assertNoProblems(`RegionalLake "${name}"`, regionalLakeProblems(name, args));
    super("p95:lake:RegionalLake", name, {}, opts);
    const { region, settings, accountId, clock, pageTopicArn, ticketTopicArn, logRetentionDays, protectStateful } =
      args;
    const child = { parent: this };
    const plainName = physicalName("redshift-serverless", name); // short and plain enough for Glue too
    const database = plainName.replace(/-/g, "_");

    const { tables, results, keyArn } = new Buckets(
      `${name}-buckets`,
      { region, accountId, logRetentionDays, protectStateful },
      child,
    );
    const catalog = new Catalog(
      `${name}-catalog`,
      {
        region,
        database,
        bucketName: tables.bucketName,
        targetFileMiB: settings.compaction.targetFileMiB,
        protectStateful,
      },
      child,
    );
    const afterTables = { ...child, dependsOn: catalog }; // named in policies, statements and destinations, never referred to
    const all: LakeAddress = {
      region,
      accountId,
      database,
      tables: [PLAYBACK_EVENTS, HOURLY_TRAFFIC],
      bucketArn: tables.arn,
      keyArn,
    };
    const ingestion = new Ingestion(
      `${name}-events`,
      {
        settings: settings.ingestion,
        lake: { ...all, tables: [PLAYBACK_EVENTS] },
        logRetentionDays,
        pageTopicArn,
        ticketTopicArn,
        protectStateful,
      },
      afterTables,
    );
    this.warehouse =
      settings.warehouse &&
      new Warehouse(
        `${name}-warehouse`,
        {
          physicalName: plainName,
          settings: settings.warehouse,
          lake: all,
          network: args.network,
          ticketTopicArn,
          protectStateful,
        },
        afterTables,
      );
    const nightly = new NightlyJob(
      `${name}-nightly`,
      {
        jobName: plainName,
        settings,
        lake: all,
        bucketName: tables.bucketName,
        warehouse: this.warehouse?.address,
        clock,
        ticketTopicArn,
        logRetentionDays,
        protectStateful,
      },
      afterTables,
    );
    const queries = new Queries(
      `${name}-queries`,
      {
        region,
        athenaVersion: settings.athenaVersion,
        database,
        resultsBucketName: results.bucketName,
        keyArn,
        maxScanGiB: settings.maxScanGiB,
        protectStateful,
      },
      afterTables,
    );

    this.bucketName = tables.bucketName;
    this.database = database;
    this.tableLocation = catalog.locations[PLAYBACK_EVENTS]!;
    this.firehoseName = ingestion.firehoseName;
    this.streamArn = ingestion.streamArn;
    this.producerRights = ingestion.producerRights;
    this.jobName = nightly.jobName;
    this.athenaWorkgroup = queries.workgroupName;
    this.registerOutputs({
      bucketName: this.bucketName,
      database,
      tableLocation: this.tableLocation,
      firehoseName: this.firehoseName,
      streamArn: this.streamArn,
      jobName: this.jobName,
      athenaWorkgroup: this.athenaWorkgroup,
      warehouse: this.warehouse?.address,
    });
  }
}
