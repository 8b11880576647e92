import { chmodSync, chownSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Client, ClientConfig } from "pg";
import { POOL_LOGINS, POOLED_WORKLOADS, type PooledWorkload } from "../../components/database/cluster/logins";
import {
  PGBOUNCER_HBA,
  type PgBouncerPools,
  pgbouncerIni,
  userList,
} from "../../components/database/cluster/pgbouncer-config";
import { WRITER_POOL } from "../../components/database/cluster/pool-endpoint";
import { applyLogins } from "../../runtime/database-jobs/sign-in";
import { resolved } from "./mocks";
import { makeCertificate, type PgBouncerServer, startPgBouncer, writeForServer } from "./pgbouncer-server";
import { serverOwner } from "./postgres";

/** Addresses of this process alone, so that ports can be the real ones. */
const address = (last: number) => `127.${(process.pid >> 8) & 255}.${process.pid & 255}.${last}`;

export type PoolSizes = Omit<PgBouncerPools, "writerHost" | "readerHost" | "serverPort">;

/** What has to lie around a PostgreSQL server so that it is reached as Aurora is: by TLS and password, or through the pools. */
export interface Pooling {
  readonly folder: string;
  readonly writer: string;
  readonly reader: string;
  readonly pooler: string;
  /** Whence nobody is expected. */
  readonly stranger: string;
  /** Lines of postgresql.conf. `writer` and `reader` are one server; its socket asks for no password. */
  readonly postgresSettings: readonly string[];
  /** How `workload` signs in. */
  as(workload: PooledWorkload, database?: string): ClientConfig;
  /** Makes the pools' logins, for the server (already migrated) and for PgBouncer. */
  addLogins(admin: Client): Promise<void>;
  /** PgBouncer as it is rendered, at `pooler`; only the address on which it listens is ours. */
  start(sizes: PoolSizes, change?: (ini: string) => string, roots?: string): Promise<PgBouncerServer>;
  remove(): void;
}

/** Needs `openssl`. Certificates: `aurora`, which is the server's, and `stranger`, which is of another authority. */
export function preparePooling(): Pooling {
  const folder = mkdtempSync(join(tmpdir(), "p95-pgbouncer-"));
  const [writer, reader, pooler, stranger] = [address(11), address(12), address(13), address(99)] as const;
  chmodSync(folder, 0o755);
  const owner = serverOwner();
  if (owner) chownSync(folder, owner.uid, owner.gid);
  makeCertificate(folder, "aurora", [writer, reader]);
  makeCertificate(folder, "stranger", [writer, reader]);
  writeForServer(join(folder, "pg_hba.conf"), "local all all trust\nhostssl all all 127.0.0.0/8 scram-sha-256\n");
  const logins = POOLED_WORKLOADS.map((workload, i) => ({ ...POOL_LOGINS[workload], password: `pass${i}word` }));
  return {
    ...{ folder, writer, reader, pooler, stranger },
    postgresSettings: [
      `listen_addresses=${writer},${reader}`,
      `hba_file=${folder}/pg_hba.conf`,
      "ssl=on",
      `ssl_cert_file=${folder}/aurora.crt`,
      `ssl_key_file=${folder}/aurora.key`,
    ],
    as(workload, database = WRITER_POOL.databaseName) {
      const { userName: user, password } = logins[POOLED_WORKLOADS.indexOf(workload)]!;
      return { database, user, password };
    },
    async addLogins(admin) {
      await applyLogins(admin, logins);
      writeForServer(join(folder, "userlist.txt"), userList(logins));
      writeForServer(join(folder, "pgbouncer_hba.conf"), PGBOUNCER_HBA);
    },
    async start(sizes, change = (ini) => ini, roots = "aurora.ca") {
      const files = { configFolder: folder, userList: `${folder}/userlist.txt`, roots: `${folder}/${roots}` };
      const pools = { ...sizes, writerHost: writer, readerHost: reader, serverPort: 5432 };
      const ini = await resolved(pgbouncerIni(pools, files));
      const anywhere = "listen_addr = *\n";
      if (!ini.includes(anywhere)) throw new Error(`pgbouncer.ini must contain ${JSON.stringify(anywhere)}:\n${ini}`);
      const path = join(folder, "pgbouncer.ini");
      writeForServer(path, change(ini.replace(anywhere, `listen_addr = ${pooler}\n`)));
      return startPgBouncer(path, pooler);
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
