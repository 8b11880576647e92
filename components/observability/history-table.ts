import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { HISTORY_COLUMNS } from "./history-metrics";

export const HISTORY_PREFIX = "metrics/";

/** First day that queries look for; nothing is older than the project. */
const FIRST_DAY = "2025-01-01";

const TABLE_NAME = "metric_history";

export interface HistoryTable {
  readonly databaseName: pulumi.Output<string>;
  readonly tableName: pulumi.Output<string>;
  /** Known once it is; Firehose reads its columns. */
  readonly table: aws.glue.CatalogTable;
}

/**
 * Declares the table that Athena asks and Firehose takes the columns from. Its days are worked out instead of registered: no crawler,
 * and a day can be asked for as soon as it begins.
 * Source: https://docs.aws.amazon.com/athena/latest/ug/partition-projection-supported-types.html
 */
export function declareHistoryTable(
  name: string,
  { region, bucketName }: { readonly region: string; readonly bucketName: pulumi.Input<string> },
  opts: pulumi.CustomResourceOptions,
): HistoryTable {
  const location = pulumi.interpolate`s3://${bucketName}/${HISTORY_PREFIX}`;
  const database = new aws.glue.CatalogDatabase(
    `${name}-catalog`,
    { region, description: "Capacity metrics, for years" },
    opts,
  );
  const table = new aws.glue.CatalogTable(
    `${name}-table`,
    {
      region,
      databaseName: database.name,
      name: TABLE_NAME, // queries name it
      tableType: "EXTERNAL_TABLE",
      partitionKeys: [{ name: "dt", type: "date", comment: "Day in UTC" }],
      parameters: {
        classification: "parquet",
        "projection.enabled": "true",
        "projection.dt.type": "date",
        "projection.dt.format": "yyyy-MM-dd",
        "projection.dt.range": `${FIRST_DAY},NOW`,
        "storage.location.template": pulumi.interpolate`${location}dt=$\{dt}/`,
      },
      storageDescriptor: {
        location,
        columns: HISTORY_COLUMNS.map((column) => ({ ...column })),
        inputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
        outputFormat: "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
        serDeInfo: { serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
      },
    },
    opts,
  );
  return { databaseName: database.name, tableName: table.name, table };
}
