import { Client } from "pg";
import { SettingsError } from "../engine/settings-error";
import { Catalog } from "./catalog";
import { type Database, serverVersion } from "./database";
import { Planner } from "./planner";

/** Oldest server that plans without values: EXPLAIN (GENERIC_PLAN). Source: https://www.postgresql.org/docs/16/release-16.html */
const OLDEST_MAJOR = 16;

/** Longest wait for a connection. Unit: milliseconds. */
const CONNECT_MILLIS = 10_000;

/**
 * A server that exists, with its rows and statistics. Only read-only transactions, each rolled back, that only explain.
 * @param url as libpq takes it; what it leaves out comes from PGHOST, PGPASSWORD and the like.
 */
export async function givenDatabase(url: string): Promise<Database> {
  const client = clientOf(url);
  client.on("error", () => undefined); // the next query says so
  try {
    await client.connect();
    const version = await serverVersion(client);
    if (Number.parseInt(version, 10) < OLDEST_MAJOR)
      throw new Error(`must be PostgreSQL ${OLDEST_MAJOR} or newer, got ${version}`);
    const planner = new Planner(client);
    const { rows } = await client.query("SELECT pg_catalog.current_database() AS name");
    return {
      description: `PostgreSQL ${version}, database ${rows[0].name} as it is`,
      notes: [],
      catalog: await Catalog.read(client),
      plans: (text) => planner.plans(text),
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw new SettingsError("Cannot use the database", [`--database: ${(error as Error).message}`]);
  }
}

/** @throws {SettingsError} that does not repeat the URL, which may hold a password. */
function clientOf(url: string): Client {
  try {
    if (/^postgres(?:ql)?:\/\//.test(url))
      return new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MILLIS });
  } catch {
    // told below
  }
  const rule = "must be a URL such as postgres://reader@host:5432/name, got something else";
  throw new SettingsError("Cannot use the database", [`--database: ${rule}`]);
}
