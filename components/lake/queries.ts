import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { sqlFile } from "./sql-file";
import { FILE_MIB, PLAYBACK_COLUMNS } from "./tables";

export interface QueriesArgs {
  readonly region: string;
  readonly athenaVersion: string;
  /** Of the tables. */
  readonly database: string;
  /** Where answers go. */
  readonly resultsBucketName: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
  /** Unit: GiB. */
  readonly maxScanGiB: number;
  readonly protectStateful: boolean;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

/**
 * Athena, with a limit on what one query may read and the checks that tell whether the lake is in order. Whoever runs one reads the
 * lake with rights of their own.
 */
export class Queries extends pulumi.ComponentResource {
  readonly workgroupName: pulumi.Output<string>;

  constructor(name: string, args: QueriesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("p95:lake:Queries", name, {}, opts);
    const { region, database } = args;
    const child = { parent: this };

    const workgroup = new aws.athena.Workgroup(
      `${name}-workgroup`,
      {
        region,
        forceDestroy: !args.protectStateful, // otherwise it must have no saved queries first
        configuration: {
          enforceWorkgroupConfiguration: true, // else a client could write answers elsewhere, unencrypted
          publishCloudwatchMetricsEnabled: true,
          bytesScannedCutoffPerQuery: args.maxScanGiB * GIB,
          engineVersion: { selectedEngineVersion: args.athenaVersion },
          resultConfiguration: {
            outputLocation: pulumi.interpolate`s3://${args.resultsBucketName}/`,
            encryptionConfiguration: { encryptionOption: "SSE_KMS", kmsKeyArn: args.keyArn },
          },
        },
      },
      child,
    );
    for (const { role, description, query } of checks()) {
      new aws.athena.NamedQuery(
        `${name}-${role}`,
        { region, name: role, description, workgroup: workgroup.name, database, query },
        child,
      );
    }

    this.workgroupName = workgroup.name;
    this.registerOutputs({ workgroupName: this.workgroupName });
  }
}

/** What Athena can tell about the lake. */
export function checks(): { role: string; description: string; query: string }[] {
  const idOf = (column: string) => PLAYBACK_COLUMNS.find(({ name }) => name === column)!.id;
  return [
    {
      role: "file-sizes",
      description: "Closed days have files of 128 to 512 MiB, apart from a remainder",
      query: sqlFile("athena/file-sizes.sql", {
        dt_id: idOf("dt"),
        min_file_bytes: FILE_MIB.min * MIB,
        max_file_bytes: FILE_MIB.max * MIB,
      }),
    },
    {
      role: "partition-pruning",
      description: "A question about one day reads that day",
      query: sqlFile("athena/partition-pruning.sql"),
    },
    {
      role: "z-order",
      description: "How narrow yesterday's files are in profiles and in titles; 100 means that none can be skipped",
      query: sqlFile("athena/z-order.sql", {
        dt_id: idOf("dt"),
        profile_id: idOf("profile_id"),
        title_id: idOf("title_id"),
      }),
    },
    {
      role: "hourly-traffic",
      description: "A day of viewing, for the setting hourlyTraffic",
      query: sqlFile("athena/hourly-traffic.sql"),
    },
  ];
}
