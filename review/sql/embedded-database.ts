import { join } from "node:path";
import { DatabaseError } from "pg";
import { migrate } from "../../runtime/migrate/migrate";
import { parseMigrations, readMigrationFiles } from "../../runtime/migrate/migration";
import { SettingsError } from "../engine/settings-error";
import { Catalog } from "./catalog";
import { columnList, type Database, serverVersion } from "./database";
import { count } from "./finding";
import { Planner } from "./planner";
import { type PostgresServer, startPostgres } from "./postgres-server";
import { type RowCounts, StatedRows } from "./stated-rows";

/** Rules of a language, as production has: under C a b-tree would serve LIKE 'a%', elsewhere only one of text_pattern_ops. */
const CREATE = "CREATE DATABASE p95 TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'";

/** No operator class for the type, or one for another: undefined_object and datatype_mismatch. */
const NO_SUCH_INDEX: ReadonlySet<string | undefined> = new Set(["42704", "42804"]);

/** A server of our own with the migrations of a folder applied and tables of a stated size. It ends with this process. */
export async function embeddedDatabase(migrationsFolder: string, counts: RowCounts): Promise<Database> {
  const migrations = readMigrations(migrationsFolder);
  const server = await startPostgres();
  try {
    await (await server.connect()).query(CREATE);
    const leftOut: string[] = [];
    const applied = await migrateAll(server, migrations, (line) => {
      if (line.startsWith("left out ")) leftOut.push(line);
    });
    const owner = await server.connect("p95");
    await owner.query("SET search_path TO pg_catalog");
    await owner.query("ANALYZE");
    const rows = await StatedRows.state(owner, join(server.socketFolder, "data"), counts);
    const db = await server.connect("p95"); // with the settings that migrations gave to the database
    const planner = new Planner(db);
    const version = await serverVersion(db);
    return {
      description: `PostgreSQL ${version} with ${applied} migration${applied === 1 ? "" : "s"} of ${migrationsFolder}`,
      notes: [...notesOf(counts), ...leftOut],
      catalog: await Catalog.read(db),
      plans: (text) => planner.plans(text),
      async planWithIndex(index, text) {
        const builder = await server.connect("p95"); // a session remembers how many files a table has
        try {
          const build = async () => {
            rows.empty(index.table);
            await builder.query(`CREATE INDEX ON ${index.table} (${columnList(index)})`);
            await rows.apply(index.table, builder);
          };
          return await new Planner(builder).planAfter(build, text);
        } catch (error) {
          if (error instanceof DatabaseError && NO_SUCH_INDEX.has(error.code)) return undefined;
          throw error;
        } finally {
          await builder.end();
          await rows.apply(index.table, owner); // building wrote into pg_class for good
        }
      },
      close: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function notesOf({ usual, byTable }: RowCounts): string[] {
  const stated = Object.entries(byTable).map(([table, rows]) => `${table} is taken to hold ${count(rows)} rows`);
  return [`tables that migrations leave empty are taken to hold ${count(usual)} rows`, ...stated];
}

function readMigrations(folder: string) {
  try {
    const migrations = parseMigrations(readMigrationFiles(folder));
    if (migrations.length > 0) return migrations;
  } catch (error) {
    throw new SettingsError("Cannot prepare a database", [`--migrations ${folder}: ${(error as Error).message}`]);
  }
  throw new SettingsError("Cannot prepare a database", [`--migrations ${folder}: must hold .sql files`]);
}

async function migrateAll(
  server: PostgresServer,
  migrations: ReturnType<typeof parseMigrations>,
  log: (line: string) => void,
): Promise<number> {
  try {
    return (await migrate(await server.connect("p95"), migrations, { log })).length;
  } catch (error) {
    throw new SettingsError("Cannot prepare a database", [(error as Error).message]);
  }
}
