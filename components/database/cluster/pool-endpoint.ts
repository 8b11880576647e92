import { DATABASE_NAME } from "../parameters";

/** Where the pools run, and the migrations. */
export const DATA_NAMESPACE = "data";

/** Of pods and Services alike. */
export const POOL_PORT = 6432;

/** Of the exporter beside each PgBouncer. */
export const POOL_METRICS_PORT = 9127;

/** One name of the pools inside the cluster. */
export interface PoolEndpoint {
  readonly host: string;
  readonly port: number;
  readonly databaseName: string;
}

/** Takes writes; in another region than the primary one it is some 100 ms away. */
export const WRITER_POOL: PoolEndpoint = {
  host: `pgbouncer.${DATA_NAMESPACE}.svc`,
  port: POOL_PORT,
  databaseName: DATABASE_NAME,
};

/** The region's own readers, some milliseconds behind. Another database name, because one PgBouncer serves both. */
export const READER_POOL: PoolEndpoint = {
  host: `pgbouncer-read.${DATA_NAMESPACE}.svc`,
  port: POOL_PORT,
  databaseName: `${DATABASE_NAME}_ro`,
};
