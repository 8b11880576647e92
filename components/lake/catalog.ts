import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { WAREHOUSE_PREFIX } from "./access";
import {
  type Column,
  HOURLY_TRAFFIC,
  icebergFields,
  PLAYBACK_COLUMNS,
  PLAYBACK_EVENTS,
  PLAYBACK_PROPERTIES,
  TRAFFIC_COLUMNS,
  tableProperties,
} from "./tables";

export interface CatalogArgs {
  readonly region: string;
  /** Plain, because statements name it. Letters, digits and underscores: no engine needs quotes for it. */
  readonly database: string;
  readonly bucketName: pulumi.Input<string>;
  /** Unit: MiB. */
  readonly targetFileMiB: number;
  readonly protectStateful: boolean;
}

interface Table {
  readonly role: string;
  readonly name: string;
  readonly columns: readonly Column[];
  readonly partitionedBy?: string;
  readonly sortedBy: readonly string[];
  readonly properties: Readonly<Record<string, string>>;
}

/**
 * The database of the Glue catalogue and its Iceberg tables. After it has made one, Pulumi looks at a table's schema no more: the
 * format is not read back, and `ALTER TABLE` is how it changes. To delete a table here deletes its entry, never its files.
 */
export class Catalog extends pulumi.ComponentResource {
  /** Where each table is, by name: `s3://...`. */
  readonly locations: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: CatalogArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:Catalog", name, {}, opts);
    const { region, database, bucketName, protectStateful } = args;
    const path = pulumi.interpolate`s3://${bucketName}/${WAREHOUSE_PREFIX}${database}`;

    const made = new aws.glue.CatalogDatabase(
      `${name}-database`,
      {
        region,
        name: database,
        description: "What viewers did",
        locationUri: pulumi.interpolate`${path}/`,
        createTableDefaultPermissions: [
          { permissions: ["ALL"], principal: { dataLakePrincipalIdentifier: "IAM_ALLOWED_PRINCIPALS" } },
        ], // IAM alone decides; Lake Formation would have to be asked beside it
      },
      { parent: this, protect: protectStateful },
    );
    const targets = tableProperties(args.targetFileMiB);
    const tables: Table[] = [
      {
        role: "playback-events",
        name: PLAYBACK_EVENTS,
        columns: PLAYBACK_COLUMNS,
        partitionedBy: "dt",
        sortedBy: ["region", "event_ts"],
        properties: { ...targets, ...PLAYBACK_PROPERTIES },
      },
      {
        role: "hourly-traffic",
        name: HOURLY_TRAFFIC,
        columns: TRAFFIC_COLUMNS,
        sortedBy: ["dt", "hour_utc"],
        properties: targets,
      },
    ];
    for (const table of tables) this.table(`${name}-${table.role}`, args, table, made, path);

    this.locations = Object.fromEntries(tables.map((table) => [table.name, pulumi.interpolate`${path}/${table.name}`]));
    this.registerOutputs({ locations: this.locations });
  }

  private table(
    name: string,
    { region, protectStateful }: CatalogArgs,
    table: Table,
    database: aws.glue.CatalogDatabase,
    path: pulumi.Output<string>,
  ): void {
    const idOf = (column: string) => table.columns.find((candidate) => candidate.name === column)!.id;
    new aws.glue.CatalogTable(
      name,
      {
        region,
        databaseName: database.name,
        name: table.name,
        openTableFormatInput: {
          icebergInput: {
            metadataOperation: "CREATE",
            version: "2", // the version that Firehose writes
            icebergTableInput: {
              location: pulumi.interpolate`${path}/${table.name}`,
              schema: { type: "struct", schemaId: 0, fields: icebergFields(table.columns) },
              ...(table.partitionedBy === undefined
                ? {}
                : { partitionSpec: { specId: 0, fields: [identity(table.partitionedBy, idOf)] } }),
              sortOrder: { orderId: 1, fields: table.sortedBy.map((column) => ascending(idOf(column))) },
              properties: { ...table.properties },
            },
          },
        },
      },
      { parent: this, protect: protectStateful },
    );
  }
}

/** Partition fields are numbered from 1,000 on. Source: https://iceberg.apache.org/spec/#partition-specs */
function identity(column: string, idOf: (column: string) => number) {
  return { sourceId: idOf(column), fieldId: 1_000, name: column, transform: "identity" };
}

function ascending(sourceId: number) {
  return { sourceId, direction: "asc", nullOrder: "nulls-last", transform: "identity" };
}
