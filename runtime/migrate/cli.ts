import { Client } from "pg";
import { LedgerError } from "./ledger";
import { migrate, migrationStatus } from "./migrate";
import { MigrationFileError, parseMigrations, readMigrationFiles } from "./migration";

const USAGE = `usage: migrate [--status | --dry-run] [--require-extensions] FOLDER
  --status              say how each file stands to the database, change nothing
  --dry-run             print the statements that would run, change nothing
  --require-extensions  fail where an extension is missing, instead of leaving its file out
The database: PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE; its certificate authority: NODE_EXTRA_CA_CERTS.
Exit: 0 done, 1 failed, 2 wrong usage, 3 the files contradict what was applied before.`;

/** Runs the command. @returns its exit code. */
export async function main(args: readonly string[], log: (line: string) => void): Promise<number> {
  const flags = new Set(args.filter((arg) => arg.startsWith("--")));
  const folders = args.filter((arg) => !arg.startsWith("--"));
  const known = ["--status", "--dry-run", "--require-extensions"];
  if (folders.length !== 1 || [...flags].some((flag) => !known.includes(flag))) {
    log(USAGE);
    return 2;
  }
  const db = new Client();
  try {
    const migrations = parseMigrations(readMigrationFiles(folders[0]!));
    await db.connect();
    if (flags.has("--status") || flags.has("--dry-run")) {
      for (const { migration, state } of await migrationStatus(db, migrations)) {
        if (flags.has("--status")) log(`${state.padEnd(11)} ${migration.name}`);
        else if (state === "pending" || state === "interrupted")
          for (const { line, text } of migration.statements)
            log(`${migration.name}:${line}: ${text.split("\n", 1)[0]}`);
      }
    } else {
      await migrate(db, migrations, { log, requireExtensions: flags.has("--require-extensions") });
    }
    return 0;
  } catch (error) {
    log(error instanceof Error ? error.message : String(error));
    return error instanceof LedgerError || error instanceof MigrationFileError ? 3 : 1;
  } finally {
    await db.end();
  }
}

if (require.main === module) {
  main(process.argv.slice(2), console.log).then((code) => {
    process.exitCode = code;
  });
}
