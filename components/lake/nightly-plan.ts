import { type CompactionSettings, type LakeSettings, RELOAD_DAYS } from "./settings";
import { sqlFile } from "./sql-file";
import { FILE_MIB, HOURLY_TRAFFIC, PLAYBACK_EVENTS, Z_ORDER } from "./tables";

/** What a nightly run does, as the job reads it. Dates are left open in the statements: `{{today}}`, `{{today-7}}`, in UTC. */
export interface NightlyPlan {
  /** No run starts outside of it, and none begins a statement: a schedule that is late must not meet the morning. */
  readonly window: { readonly fromHourUtc: number; readonly minutes: number };
  readonly spark: {
    readonly settings: Readonly<Record<string, string>>;
    /** In this order; the next only after the one before. */
    readonly statements: readonly NamedSql[];
    /** One number: files that a run should have put together. */
    readonly smallFiles: string;
  };
  /** One transaction, after all others. Empty without a warehouse. */
  readonly warehouse: readonly string[];
  /** Where the job tells that it got through: metrics without dimensions but `Job`. */
  readonly metrics: { readonly namespace: string; readonly job: string };
}

interface NamedSql {
  readonly name: string;
  readonly sql: string;
}

export interface NightlyPlanArgs {
  readonly settings: LakeSettings;
  readonly quietHourUtc: number;
  /** Of the Glue catalogue. */
  readonly database: string;
  readonly jobName: string;
}

export const LAKE_METRICS = "p95/Lake";

const MIB = 1024 ** 2;

/** Orphans this old belong to no commit that is still to come. Iceberg refuses less than a day. Unit: days. */
const ORPHAN_DAYS = 3;

/** Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-format-iceberg.html */
const SPARK_SETTINGS: Readonly<Record<string, string>> = {
  "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
  "spark.sql.catalog.glue_catalog": "org.apache.iceberg.spark.SparkCatalog",
  "spark.sql.catalog.glue_catalog.catalog-impl": "org.apache.iceberg.aws.glue.GlueCatalog",
  "spark.sql.catalog.glue_catalog.io-impl": "org.apache.iceberg.aws.s3.S3FileIO",
  "spark.sql.session.timeZone": "UTC", // hours and days are counted in it
};

/** What `args` mean for a night. */
export function nightlyPlan(args: NightlyPlanArgs): NightlyPlan {
  const { settings, quietHourUtc, jobName } = args;
  const minFileBytes = FILE_MIB.min * MIB;
  return {
    window: { fromHourUtc: quietHourUtc, minutes: settings.compaction.limitMinutes },
    spark: {
      settings: SPARK_SETTINGS,
      statements: sparkStatements(args.database, settings),
      smallFiles: sqlFile("spark/small-files.sql", { database: args.database, min_file_bytes: minFileBytes }),
    },
    warehouse: settings.warehouse === undefined ? [] : loadStatements(settings.warehouse.hotDays),
    metrics: { namespace: LAKE_METRICS, job: jobName },
  };
}

function sparkStatements(database: string, { compaction, keepDays }: LakeSettings): NamedSql[] {
  const { lookbackDays, snapshotDays } = compaction;
  const tables = [PLAYBACK_EVENTS, HOURLY_TRAFFIC];
  return [
    { name: "compact", sql: compactStatement(database, compaction) },
    { name: "count-traffic", sql: sqlFile("spark/count-traffic.sql", { database, lookback_days: lookbackDays }) },
    { name: "delete-expired", sql: sqlFile("spark/delete-expired.sql", { database, keep_days: keepDays }) },
    ...tables.map((table) => ({
      name: `expire-snapshots-${table}`,
      sql: sqlFile("spark/expire-snapshots.sql", { database, table, snapshot_days: snapshotDays }),
    })),
    ...tables.map((table) => ({
      name: `remove-orphans-${table}`,
      sql: sqlFile("spark/remove-orphans.sql", { database, table, orphan_days: ORPHAN_DAYS }),
    })),
  ];
}

function compactStatement(database: string, { targetFileMiB, lookbackDays }: CompactionSettings): string {
  return sqlFile("spark/compact.sql", {
    database,
    z_order: Z_ORDER.map(({ name }) => name).join(", "),
    lookback_days: lookbackDays,
    target_file_bytes: targetFileMiB * MIB,
    min_file_bytes: FILE_MIB.min * MIB,
    max_file_bytes: FILE_MIB.max * MIB,
  });
}

function loadStatements(hotDays: number): string[] {
  return [
    sqlFile("redshift/load-1-cool.sql", { hot_days: hotDays }),
    sqlFile("redshift/load-2-reload.sql", { reload_days: RELOAD_DAYS }),
    sqlFile("redshift/load-3-insert.sql", { hot_days: hotDays }),
  ];
}
