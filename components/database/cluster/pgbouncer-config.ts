import type * as pulumi from "@pulumi/pulumi";
import { interpolate } from "@pulumi/pulumi";
import { DATABASE_NAME } from "../parameters";
import { POOL_PORT, READER_POOL, WRITER_POOL } from "./pool-endpoint";

/** Reads statistics, from inside the pod only. */
export const EXPORTER_USER = "pgbouncer_exporter";

/** Where PgBouncer finds what it reads. */
export const CONFIG_FOLDER = "/etc/pgbouncer";
export const AUTH_FOLDER = "/run/pgbouncer";
export const USER_LIST = `${AUTH_FOLDER}/userlist.txt`;
export const ROOTS_FOLDER = "/etc/rds";
export const ROOTS_FILE = "roots.pem";

export interface PgBouncerPools {
  readonly writerHost: pulumi.Input<string>;
  readonly readerHost: pulumi.Input<string>;
  readonly serverPort: number;
  /** Server connections of this pod to the writer, whoever uses them. */
  readonly writerConnections: number;
  readonly readerConnections: number;
  /** Of these, what one login may hold of either. */
  readonly connectionsPerLogin: number;
  readonly maxClients: number;
}

/** Paths that a test lays elsewhere. */
export interface PgBouncerFiles {
  readonly configFolder: string;
  readonly userList: string;
  readonly roots: string;
}

const IN_POD: PgBouncerFiles = {
  configFolder: CONFIG_FOLDER,
  userList: USER_LIST,
  roots: `${ROOTS_FOLDER}/${ROOTS_FILE}`,
};

/**
 * Settings that hold everywhere. Times are in seconds.
 * Source: https://www.pgbouncer.org/config.html
 */
const SETTINGS: Readonly<Record<string, string | number>> = {
  listen_addr: "*",
  listen_port: POOL_PORT,
  unix_socket_dir: "", // nobody shares the pod's files, and its root cannot be written
  pool_mode: "transaction",
  max_prepared_statements: 256, // of each server connection; with 0 they are missing on the next one
  auth_type: "hba",
  stats_users: EXPORTER_USER,
  ignore_startup_parameters: "extra_float_digits", // sent by the exporter's driver and by JDBC
  server_tls_sslmode: "verify-full",
  server_lifetime: 600, // a reader that the scaler added gets its share within ten minutes
  server_idle_timeout: 300,
  server_connect_timeout: 5,
  server_login_retry: 1, // an Aurora failover takes seconds; the default of 15 would double it
  server_round_robin: 1, // the readers' name leads to many of them
  dns_max_ttl: 5, // as Aurora's names have it: the writer's changes in a failover
  dns_nxdomain_ttl: 1,
  reserve_pool_size: 0, // a reserve would not be in the budget
  query_wait_timeout: 10, // whoever waits for longer has been given up by the viewer
  idle_transaction_timeout: 60, // as the server has it
  tcp_keepalive: 1,
  tcp_keepidle: 30,
  tcp_keepintvl: 10,
  tcp_user_timeout: 15_000, // ms; an instance that vanished without a word
  log_connections: 0, // pools of clients come and go all day
  log_disconnections: 0,
};

/** The whole of pgbouncer.ini. */
export function pgbouncerIni(pools: PgBouncerPools, files = IN_POD): pulumi.Output<string> {
  const { writerHost, readerHost, serverPort, writerConnections, readerConnections } = pools;
  const all = {
    ...SETTINGS,
    auth_hba_file: `${files.configFolder}/pgbouncer_hba.conf`,
    auth_file: files.userList,
    server_tls_ca_file: files.roots,
    default_pool_size: pools.connectionsPerLogin,
    max_client_conn: pools.maxClients,
  };
  const settings = Object.entries(all).map(([key, value]) => `${key} = ${value}`.trimEnd());
  const to = (host: pulumi.Input<string>, connections: number) =>
    interpolate`host=${host} port=${serverPort} dbname=${DATABASE_NAME} max_db_connections=${connections}`;
  return interpolate`[databases]
${WRITER_POOL.databaseName} = ${to(writerHost, writerConnections)}
${READER_POOL.databaseName} = ${to(readerHost, readerConnections)}

[pgbouncer]
${settings.join("\n")}
`;
}

/**
 * Who may sign in, and how: statistics without a password, but only through the pod's own loopback, and everybody else
 * with one. The administrator's console is nobody's.
 */
export const PGBOUNCER_HBA = [
  `host pgbouncer ${EXPORTER_USER} 127.0.0.1/32 trust`,
  "host pgbouncer all 0.0.0.0/0 reject",
  "host pgbouncer all ::/0 reject",
  "host all all 0.0.0.0/0 scram-sha-256",
  "host all all ::/0 scram-sha-256",
  "",
].join("\n");

/** Lines of the user list: the exporter, whom PgBouncer wants to know, and every login with its password. */
export function userList(logins: readonly { readonly userName: string; readonly password: string }[]): string {
  const lines = logins.map(({ userName, password }) => `"${userName}" "${password}"`);
  return [`"${EXPORTER_USER}" ""`, ...lines, ""].join("\n");
}
