import { join } from "node:path";
import type { Client } from "pg";
import { type PostgresServer, serverOwner, startPostgres } from "../../review/sql/postgres-server";
import { migrate } from "../../runtime/migrate/migrate";
import { parseMigrations, readMigrationFiles } from "../../runtime/migrate/migration";

export { type PostgresServer, serverOwner, startPostgres };

export const MIGRATIONS_FOLDER = join(__dirname, "../../components/database/migrations");
export const migrations = parseMigrations(readMigrationFiles(MIGRATIONS_FOLDER));

/** A new database with all migrations applied, as the user `postgres`. */
export async function migratedDatabase(server: PostgresServer, name = "streaming"): Promise<Client> {
  await (await server.connect()).query(`CREATE DATABASE ${name}`);
  const runner = await server.connect(name);
  await migrate(runner, migrations, { log: () => undefined });
  return server.connect(name); // a new session has the settings that the first migration gave to the database
}
