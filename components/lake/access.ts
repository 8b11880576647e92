import * as pulumi from "@pulumi/pulumi";

/** A statement of a role's policy. */
export interface LakeStatement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: pulumi.Input<string> | readonly pulumi.Input<string>[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, pulumi.Input<string> | readonly string[]>>>>;
}

/** Where the tables are, as roles name it. */
export interface LakeAddress {
  readonly region: string;
  readonly accountId: pulumi.Input<string>;
  /** Of the Glue catalogue. */
  readonly database: string;
  readonly tables: readonly string[];
  readonly bucketArn: pulumi.Input<string>;
  readonly keyArn: pulumi.Input<string>;
}

/** Start of the keys of all tables in the bucket. */
export const WAREHOUSE_PREFIX = "warehouse/";

const READ_OBJECTS = ["s3:GetObject"];
const WRITE_OBJECTS = ["s3:AbortMultipartUpload", "s3:DeleteObject", "s3:PutObject"];

/** ARNs that Glue checks for a call about a table: of the table, its database and the catalogue. */
function catalogArns({ region, accountId, database, tables }: LakeAddress): pulumi.Output<string>[] {
  const glue = pulumi.interpolate`arn:aws:glue:${region}:${accountId}`;
  return [
    pulumi.interpolate`${glue}:catalog`,
    pulumi.interpolate`${glue}:database/${database}`,
    ...tables.map((table) => pulumi.interpolate`${glue}:table/${database}/${table}`),
  ];
}

/** Names of objects below `prefix`, and where the bucket is. */
export function mayList(bucketArn: pulumi.Input<string>, prefix: string): LakeStatement[] {
  return [
    { Effect: "Allow", Action: ["s3:GetBucketLocation"], Resource: bucketArn },
    {
      Effect: "Allow",
      Action: ["s3:ListBucket"],
      Resource: bucketArn,
      Condition: { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } },
    },
  ];
}

/** What it takes to query the tables. */
export function mayReadTables(lake: LakeAddress): LakeStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["glue:GetDatabase", "glue:GetTable", "glue:GetTables"],
      Resource: catalogArns(lake),
    },
    ...mayList(lake.bucketArn, WAREHOUSE_PREFIX),
    {
      Effect: "Allow",
      Action: READ_OBJECTS,
      Resource: pulumi.interpolate`${lake.bucketArn}/${WAREHOUSE_PREFIX}*`,
    },
    { Effect: "Allow", Action: ["kms:Decrypt"], Resource: lake.keyArn },
  ];
}

/** What it takes to commit to the tables: read, write, and name the new metadata in the catalogue. */
export function mayWriteTables(lake: LakeAddress): LakeStatement[] {
  return [
    {
      Effect: "Allow",
      Action: ["glue:GetDatabase", "glue:GetTable", "glue:UpdateTable"],
      Resource: catalogArns(lake),
    },
    ...mayList(lake.bucketArn, WAREHOUSE_PREFIX),
    { Effect: "Allow", Action: ["s3:ListBucketMultipartUploads"], Resource: lake.bucketArn },
    {
      Effect: "Allow",
      Action: [...READ_OBJECTS, ...WRITE_OBJECTS],
      Resource: pulumi.interpolate`${lake.bucketArn}/${WAREHOUSE_PREFIX}*`,
    },
    mayUseKey(lake.keyArn),
  ];
}

/** What it takes to write and read back what is encrypted with the key. */
export function mayUseKey(keyArn: pulumi.Input<string>): LakeStatement {
  return { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: keyArn };
}

export function policyOf(statements: readonly LakeStatement[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/**
 * Trust in services. Without a condition: a role can be handed to a service by its own account only (`iam:PassRole`), and a
 * condition on a key that a service does not send would shut it out.
 */
export function trustOf(...services: string[]): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: services }, Action: "sts:AssumeRole" }],
  });
}
