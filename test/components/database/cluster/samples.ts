import * as pulumi from "@pulumi/pulumi";
import type { DataNamespaceArgs } from "../../../../components/database/cluster/data-namespace";
import { POOLED_WORKLOADS, type PooledWorkload } from "../../../../components/database/cluster/logins";
import type { MigrationsArgs } from "../../../../components/database/cluster/migrations";
import type { PgBouncerArgs } from "../../../../components/database/cluster/pgbouncer";
import type { DatabaseImages, PoolingSettings } from "../../../../components/database/cluster/settings";
import { prod as database } from "../samples";

const digest = (letter: string) => `@sha256:${letter.repeat(64)}`;

export const images: DatabaseImages = {
  pgbouncer: `123456789012.dkr.ecr.us-east-1.amazonaws.com/pgbouncer${digest("a")}`,
  pgbouncerExporter: `quay.io/prometheuscommunity/pgbouncer-exporter${digest("b")}`,
  awsCli: `public.ecr.aws/aws-cli/aws-cli${digest("c")}`,
  node: `public.ecr.aws/docker/library/node${digest("d")}`,
};

/** For production: three regions and `db.r8g.2xlarge`, which admits 5,000 connections. */
export const prod: PoolingSettings = {
  replicas: 3,
  writerConnections: 150,
  readerConnections: 300,
  connectionsPerLogin: 100,
  maxClients: 5_000,
  cpuMillis: 1_000,
  memoryMiB: 256,
  passwordVersion: 1,
};

export const loginArns = Object.fromEntries(
  POOLED_WORKLOADS.map((workload) => [workload, `arn:aws:secretsmanager:us-east-1:1:secret:${workload}`]),
) as Record<PooledWorkload, string>;

const cluster = { clusterName: "c1", clusterArn: "arn:cluster" };

export const namespaceArgs: DataNamespaceArgs = {
  regions: ["us-east-1", "eu-west-1"],
  networkCidrBlocks: ["10.32.0.0/16", "10.33.0.0/16"],
};

export const migrationsArgs: MigrationsArgs = {
  region: "us-east-1",
  accountId: "123456789012",
  ...cluster,
  images,
  database: { writer: pulumi.output("writer.rds.test"), port: 5432, databaseName: "streaming" },
  masterSecretArn: "arn:aws:secretsmanager:us-east-1:1:secret:master",
  loginArns,
  passwordVersion: 1,
  after: [],
  files: [{ name: "0001_first.sql", text: "SELECT 1;\n" }],
};

export const pgbouncerArgs: PgBouncerArgs = {
  region: "us-east-1",
  ...cluster,
  settings: prod,
  images,
  databaseSettings: database,
  regionCount: 3,
  zoneCount: 3,
  database: { writer: pulumi.output("writer.rds.test"), reader: pulumi.output("reader.rds.test"), port: 5432 },
  userListArn: "arn:aws:secretsmanager:us-east-1:1:secret:user-list",
  passwordVersion: 1,
  after: [],
};
