import type { Client } from "pg";
import type { Pooling } from "../../test/support/pooled-postgres";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../test/support/postgres";
import { CREATE_RANDOM, insertEvents, monthsOfEvents, profileCount } from "./generated-events";

/** The same events three times over, on a real PostgreSQL. */
export interface EventsDatabase {
  readonly server: PostgresServer;
  /** The superuser's. */
  readonly db: Client;
  /** What the server says that it is. */
  readonly version: string;
  /** How it is reached by TLS and through PgBouncer; undefined where nobody wants to. */
  readonly pooling: Pooling | undefined;
}

/** One table without partitions or indexes. */
export const NAIVE = "bench.naive";
/** One table with the declared indexes. */
export const FLAT = "bench.flat";
/** As the migrations make it. */
export const DECLARED = "streaming.fact_watch_events";

/**
 * `work_mem` is that of an instance of 32 GiB (components/database/parameters.ts). All three tables fit the operating system's cache,
 * not the server's own.
 */
const SETTINGS = ["shared_buffers=512MB", "work_mem=32MB", "maintenance_work_mem=512MB", "max_wal_size=8GB"];
const MAX_CONNECTIONS = 250;

export async function startEventsDatabase(
  eventCount: number,
  pooling: Pooling | undefined,
  progress: (line: string) => void,
): Promise<EventsDatabase> {
  const server = await startPostgres({
    settings: [...SETTINGS, `max_connections=${MAX_CONNECTIONS}`, ...(pooling?.postgresSettings ?? [])],
  });
  try {
    const db = await migratedDatabase(server);
    const { rows } = await db.query("SHOW server_version");
    await pooling?.addLogins(db);
    await fill(db, eventCount, progress);
    return { server, db, version: rows[0].server_version, pooling };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function fill(db: Client, eventCount: number, progress: (line: string) => void): Promise<void> {
  await db.query("CREATE SCHEMA bench");
  await db.query(CREATE_RANDOM);
  for (const table of [NAIVE, FLAT]) await db.query(`CREATE TABLE ${table} (LIKE ${DECLARED})`);
  const months = monthsOfEvents(eventCount, new Date());
  for (const [i, month] of months.entries()) {
    await insertEvents(db, NAIVE, month, profileCount(eventCount));
    progress(`events: generated month ${i + 1} of ${months.length}`);
  }
  await db.query(`INSERT INTO ${FLAT} TABLE ${NAIVE}`);
  for (const definition of await indexesOf(db, FLAT)) await db.query(definition);
  progress("events: copied and indexed without partitions");
  for (const [i, { start, days }] of months.entries()) {
    await db.query(`INSERT INTO ${DECLARED} SELECT * FROM ${NAIVE} WHERE event_ts >= $1 AND event_ts < $2`, [
      start.toISOString(),
      new Date(start.getTime() + days * 86_400_000).toISOString(),
    ]);
    progress(`events: inserted month ${i + 1} of ${months.length} as declared`);
  }
  for (const table of [NAIVE, FLAT, DECLARED]) await db.query(`VACUUM (ANALYZE) ${table}`);
  progress("events: vacuumed and analyzed");
}

/** The declared indexes, as statements that build them on another table. */
async function indexesOf(db: Client, table: string): Promise<string[]> {
  const { rows } = await db.query(
    `SELECT regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON ONLY \\S+', 'INDEX ON ${table}') AS definition
     FROM pg_index WHERE indrelid = $1::regclass ORDER BY indexrelid`,
    [DECLARED],
  );
  return rows.map(({ definition }) => definition);
}
