import { fields, must, type Problem, wholeNumber } from "../../checks";
import { imageProblems } from "../../service/images";
import { clusterShape } from "../cluster-shape";
import { parseInstanceClass } from "../instance-class";
import type { DatabaseSettings } from "../settings";
import { connectionBudget, mostConnections, SURGE_PODS } from "./connection-budget";

/** How sessions of many clients share few of the database's: plain data, the same in every region. */
export interface PoolingSettings {
  /** PgBouncers of each region; from 3 on a zone may fail. Unit: pods, 1 to 50. */
  readonly replicas: number;
  /** What each of them holds to the writer at most, all logins together. Unit: connections, 1 to 2,000. */
  readonly writerConnections: number;
  /** The same, to the region's readers. Unit: connections, 1 to 2,000. */
  readonly readerConnections: number;
  /**
   * Share of these that one login can take; less than all of them, or one service stops the others. Unit: connections.
   */
  readonly connectionsPerLogin: number;
  /** Sessions of clients that each of them accepts. Unit: clients, 10 to 20,000. */
  readonly maxClients: number;
  /** PgBouncer has one thread: more than one core helps nothing. Unit: thousandths of a core, 50 to 1,000. */
  readonly cpuMillis: number;
  /** Unit: MiB, 64 to 8,192; a client costs some 5 KiB, a server connection with its prepared statements more. */
  readonly memoryMiB: number;
  /** Raise by one to give every login a new password. */
  readonly passwordVersion: number;
}

/** What runs beside the database, each pinned by digest. */
export interface DatabaseImages {
  /** PgBouncer 1.23 or newer with `/bin/sh`: prepared statements need 1.21, the drain 1.23. */
  readonly pgbouncer: string;
  /** `quay.io/prometheuscommunity/pgbouncer-exporter` */
  readonly pgbouncerExporter: string;
  /** `public.ecr.aws/aws-cli/aws-cli`, 2.15 or newer: older ones do not know pod identity. */
  readonly awsCli: string;
  /** `public.ecr.aws/docker/library/node`, 22 or newer. */
  readonly node: string;
}

/** Those of `images` by workload, or none while one of them is missing: then nothing stands before the database. */
export function databaseImagesOf(images: Readonly<Record<string, string>>): DatabaseImages | undefined {
  const { pgbouncer, "pgbouncer-exporter": pgbouncerExporter, "aws-cli": awsCli, node } = images;
  if (!pgbouncer || !pgbouncerExporter || !awsCli || !node) return undefined;
  return { pgbouncer, pgbouncerExporter, awsCli, node };
}

/**
 * Memory of one client and of one server connection with 256 prepared statements, rounded up. Unit: KiB. Not measured.
 */
const CLIENT_KIB = 8;
const SERVER_KIB = 256;

/**
 * Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never
 * thrown on. `database` is judged elsewhere: as long as it is no good, nothing is said about what the pools take of it.
 */
export function poolingSettingsProblems(
  path: string,
  settings: unknown,
  database: DatabaseSettings,
  regionCount: number,
): Problem[] {
  const { writerConnections, readerConnections, maxClients } = Object(settings) as Partial<PoolingSettings>;
  const smallest = Math.min(countOr(writerConnections, 2_000), countOr(readerConnections, 2_000));
  const servers = countOr(writerConnections, 1) + countOr(readerConnections, 1);
  const leastMiB = Math.ceil((countOr(maxClients, 10) * CLIENT_KIB + servers * SERVER_KIB) / 1_024);
  const problems = fields<PoolingSettings>(path, settings, {
    replicas: (at, value) => wholeNumber(at, value, 1, 50, "pods"),
    writerConnections: (at, value) => wholeNumber(at, value, 1, 2_000, "connections"),
    readerConnections: (at, value) => wholeNumber(at, value, 1, 2_000, "connections"),
    connectionsPerLogin: (at, value) =>
      wholeNumber(at, value, 1, smallest, "connections, those to writer or readers at most"),
    maxClients: (at, value) => wholeNumber(at, value, 10, 20_000, "clients"),
    cpuMillis: (at, value) => wholeNumber(at, value, 50, 1_000, "thousandths of a core"),
    memoryMiB: (at, value) => [
      ...wholeNumber(at, value, 64, 8_192, "MiB"),
      ...must(!(Number(value) < leastMiB), at, `hold all clients and connections (${leastMiB} MiB)`, value),
    ],
    passwordVersion: (at, value) => wholeNumber(at, value, 1, Number.MAX_SAFE_INTEGER, "times"),
  });
  return problems.length > 0 ? problems : budgetProblems(path, settings as PoolingSettings, database, regionCount);
}

function budgetProblems(path: string, settings: PoolingSettings, database: DatabaseSettings, regionCount: number) {
  const maxConnections = admitted(database);
  if (maxConnections === undefined) return [];
  const most = mostConnections({ ...settings, regionCount });
  const budget = connectionBudget(maxConnections);
  const sum =
    `(${settings.replicas} + ${SURGE_PODS} pods) x ` +
    `(${settings.writerConnections} x ${regionCount} regions + ${settings.readerConnections})`;
  const rule = `leave an instance 30 percent of its ${maxConnections} connections: ${sum} be at most ${budget}`;
  return must(most <= budget, path, rule, most);
}

/** Connections that the smallest instance admits; undefined where the settings do not say. */
function admitted(database: DatabaseSettings): number | undefined {
  const { instances } = Object(database) as Partial<DatabaseSettings>;
  const { kind, instanceClass, minAcu, maxAcu } = Object(instances) as Record<string, unknown>;
  const known = kind === "serverless" ? [minAcu, maxAcu].every(Number.isFinite) : parseInstanceClass(instanceClass);
  return known ? clusterShape(database, true).limits.maxConnections : undefined;
}

const countOr = (value: unknown, otherwise: number): number =>
  Number.isInteger(value) && Number(value) > 0 ? Number(value) : otherwise;

/** Problems of images: all of them are needed where any is. */
export function databaseImagesProblems(path: string, images: unknown): Problem[] {
  return fields<DatabaseImages>(path, images, {
    pgbouncer: imageProblems,
    pgbouncerExporter: imageProblems,
    awsCli: imageProblems,
    node: imageProblems,
  });
}
