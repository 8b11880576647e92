import type { PoolingSettings } from "./settings";

/** Sizes of one pod's pools. Unit: connections. */
export type PoolSizes = Pick<PoolingSettings, "maxClients" | "writerConnections" | "readerConnections">;

/** Annotations of the Deployment that say what pgbouncer.ini says: a preview cannot know that file before the database has its name. */
export const POOL_SIZE_ANNOTATIONS: Readonly<Record<keyof PoolSizes, string>> = {
  maxClients: "p95/max-clients",
  writerConnections: "p95/writer-connections",
  readerConnections: "p95/reader-connections",
};

export function poolSizeAnnotations(sizes: PoolSizes): Record<string, string> {
  const names = Object.keys(POOL_SIZE_ANNOTATIONS) as (keyof PoolSizes)[];
  return Object.fromEntries(names.map((name) => [POOL_SIZE_ANNOTATIONS[name], `${sizes[name]}`]));
}
