import { setTimeout as sleep } from "node:timers/promises";
import { type Connection, createLedger, type PlannedMigration, planned, readLedger } from "./ledger";
import type { Migration, MigrationStatement } from "./migration";
import { sqlStatements, type Token } from "./sql-statements";

/** Key of the advisory lock that every run holds: the first eight bytes of sha256("p95 migrations"), signed. */
const LOCK_KEY = "933283886122152893";

/** Failures that another transaction caused and that the next try may not meet: lock timeout, deadlock, serialisation. */
const RETRYABLE = new Set(["55P03", "40P01", "40001"]);

export interface MigrateOptions {
  /** Receives a line for everything that happens. */
  readonly log: (line: string) => void;
  /** Fail where an extension is missing, instead of leaving its file out. The platform's Job sets it. @default false */
  readonly requireExtensions?: boolean;
  /**
   * How long a statement may wait for a lock: everybody who comes later queues behind it. Unit: milliseconds.
   * @default 5000 - a stall that viewers' players bridge from their buffers
   */
  readonly lockTimeoutMillis?: number;
  /** Tries of a file after the first. @default 5 */
  readonly retryCount?: number;
  /** Pause before the first retry; doubled each time. @default 1000 */
  readonly retryPauseMillis?: number;
  /** How long to wait for another run to end. @default 600000 - the Job's own limit stands above it */
  readonly otherRunMillis?: number;
}

/** Thrown when a migration fails. The schema is as the migration before it left it, unless the message says otherwise. */
export class MigrationError extends Error {
  override readonly name = "MigrationError";
}

function withDefaults(options: MigrateOptions): Required<MigrateOptions> {
  const defaults = {
    requireExtensions: false,
    lockTimeoutMillis: 5000,
    retryCount: 5,
    retryPauseMillis: 1000,
    otherRunMillis: 600_000,
  };
  return { ...defaults, ...options };
}

/** How each file stands to the database; changes nothing. @throws {LedgerError} */
export async function migrationStatus(db: Connection, migrations: readonly Migration[]): Promise<PlannedMigration[]> {
  const offered = await db.query("SELECT name FROM pg_catalog.pg_available_extensions");
  return planned(migrations, await readLedger(db), new Set(offered.rows.map((row) => String(row.name))));
}

/**
 * Applies what the database does not have yet, in order, each file in its own transaction. Two runs at once are safe: the
 * second waits and finds nothing to do. `db` must be one connection to the writer, not a pool and not a pooler.
 * @returns names of the files that it applied.
 * @throws {LedgerError} before anything is applied; {@link MigrationError} at the first file that fails.
 */
export async function migrate(
  db: Connection,
  migrations: readonly Migration[],
  options: MigrateOptions,
): Promise<string[]> {
  const o = withDefaults(options);
  await prepareSession(db, o);
  await takeLock(db, o);
  try {
    const plan = await migrationStatus(db, migrations);
    const unavailable = plan.filter(({ state }) => state === "unavailable");
    for (const { migration, missingExtensions } of unavailable) {
      const reason = `${migration.name}: needs the extension ${missingExtensions.join(", ")}, which this server does not offer`;
      if (o.requireExtensions) throw new MigrationError(`Refused to migrate\n  ${reason}`);
      o.log(`left out ${reason}`);
    }
    await createLedger(db);
    const due = plan.filter(({ state }) => state === "pending" || state === "interrupted");
    for (const each of due) await applyWithRetries(db, each, o);
    o.log(due.length === 0 ? "nothing to do" : `${due.length} applied`);
    return due.map(({ migration }) => migration.name);
  } finally {
    await db.query("SELECT pg_catalog.pg_advisory_unlock($1)", [LOCK_KEY]);
  }
}

async function prepareSession(db: Connection, o: Required<MigrateOptions>): Promise<void> {
  const { rows } = await db.query("SELECT pg_catalog.pg_is_in_recovery() AS reader");
  if (rows[0].reader) throw new MigrationError("Refused to migrate: this server is a reader; connect to the writer");
  await db.query("SET application_name TO 'p95-migrate'");
  await db.query("SET timezone TO 'UTC'");
  await db.query("SET search_path TO pg_catalog"); // files name the schema of everything that they touch
  await db.query(`SET lock_timeout TO ${Number(o.lockTimeoutMillis)}`);
  await db.query("SET idle_in_transaction_session_timeout TO 60000"); // a frozen runner must not keep its locks
}

/** Asks again and again instead of waiting in the server: a waiting snapshot would stop CREATE INDEX CONCURRENTLY. */
async function takeLock(db: Connection, o: Required<MigrateOptions>): Promise<void> {
  const giveUpAt = Date.now() + o.otherRunMillis;
  for (let waited = false; ; waited = true) {
    const { rows } = await db.query("SELECT pg_catalog.pg_try_advisory_lock($1) AS taken", [LOCK_KEY]);
    if (rows[0].taken) return;
    if (Date.now() > giveUpAt) throw new MigrationError("Refused to migrate: another run did not end in time");
    if (!waited) o.log("waiting for another run");
    await sleep(100);
  }
}

async function applyWithRetries(db: Connection, plan: PlannedMigration, o: Required<MigrateOptions>): Promise<void> {
  const { migration } = plan;
  let interrupted = plan.state === "interrupted";
  for (let retry = 0; ; retry++) {
    const startedAt = Date.now();
    try {
      o.log(`${interrupted ? "resuming" : "applying"} ${migration.name}`);
      await (migration.transactional ? applyAtOnce(db, migration) : applyOneByOne(db, migration, interrupted));
      o.log(`applied ${migration.name} in ${Date.now() - startedAt} ms`);
      return;
    } catch (error) {
      if (!(error instanceof StatementError)) throw error;
      interrupted = !migration.transactional;
      if (!RETRYABLE.has(error.code) || retry >= o.retryCount) throw new MigrationError(report(migration, error));
      const pause = o.retryPauseMillis * 2 ** retry;
      o.log(`${error.message}; trying again in ${pause} ms`);
      await sleep(pause);
    }
  }
}

async function applyAtOnce(db: Connection, migration: Migration): Promise<void> {
  await db.query("BEGIN");
  try {
    for (const statement of migration.statements) {
      for (const text of await expanded(db, statement)) await run(db, migration, statement, text);
    }
    await db.query("RESET ROLE"); // the file may act as the owner, who may not write the ledger
    await db.query(
      `INSERT INTO migrations.ledger (version, name, sha256, started_at, finished_at)
       VALUES ($1, $2, $3, pg_catalog.now(), pg_catalog.clock_timestamp())`,
      [migration.version, migration.name, migration.sha256],
    );
    // deferred constraints speak up here
    await run(db, migration, migration.statements.at(-1), "COMMIT");
  } catch (error) {
    await db.query("ROLLBACK");
    throw error;
  }
}

async function applyOneByOne(db: Connection, migration: Migration, again: boolean): Promise<void> {
  await db.query(
    `INSERT INTO migrations.ledger (version, name, sha256) VALUES ($1, $2, $3)
     ON CONFLICT (version) DO UPDATE SET sha256 = excluded.sha256`,
    [migration.version, migration.name, migration.sha256],
  );
  try {
    for (const statement of migration.statements) {
      for (const text of await expanded(db, statement)) {
        if (again) await dropInvalidIndexes(db, text);
        await run(db, migration, statement, text);
      }
    }
  } finally {
    await db.query("RESET ROLE");
  }
  await db.query("UPDATE migrations.ledger SET finished_at = pg_catalog.clock_timestamp() WHERE version = $1", [
    migration.version,
  ]);
}

/** The statement itself, or one per partition with `{partition}` and `{partition_name}` filled in. */
async function expanded(db: Connection, statement: MigrationStatement): Promise<string[]> {
  if (statement.forEachPartitionOf === undefined) return [statement.text];
  const { rows } = await db.query(
    `SELECT format('%I.%I', n.nspname, c.relname) AS partition, c.relname AS name
     FROM pg_partition_tree($1::regclass) t
     JOIN pg_class c ON c.oid = t.relid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE t.isleaf ORDER BY 1`,
    [statement.forEachPartitionOf],
  );
  return rows.map(({ partition, name }) =>
    statement.text.replaceAll("{partition}", partition).replaceAll("{partition_name}", name),
  );
}

/** A CREATE INDEX CONCURRENTLY that was cut off leaves an index that costs writes, serves nobody and keeps its name. */
async function dropInvalidIndexes(db: Connection, text: string): Promise<void> {
  const tokens = sqlStatements(text).statements[0]?.tokens ?? [];
  const on = tokens.findIndex((token) => token.kind === "word" && token.text === "ON");
  if (!tokens.slice(0, on).some((token) => token.text === "CONCURRENTLY")) return;
  const { rows } = await db.query(
    `SELECT format('%I.%I', n.nspname, c.relname) AS index
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relname = $1`,
    [nameOf(tokens[on - 1])],
  );
  for (const { index } of rows) await db.query(`DROP INDEX CONCURRENTLY ${index}`);
}

/** PostgreSQL folds names without quotes to lower case. */
function nameOf(token: Token | undefined): string {
  return token?.kind === "quoted-name" ? token.text : (token?.text.toLowerCase() ?? "");
}

/** A statement that the server refused, with the line of the file that it points to. */
class StatementError extends Error {
  constructor(
    message: string,
    readonly code: string,
    readonly notes: readonly string[],
  ) {
    super(message);
  }
}

async function run(db: Connection, migration: Migration, statement: MigrationStatement | undefined, text: string) {
  try {
    await db.query(text);
  } catch (error) {
    const { message, code, position, detail, hint, where } = error as Record<string, string | undefined>;
    if (code === undefined) throw error; // not the server's answer: the connection broke
    const before = position === undefined ? "" : text.slice(0, Number(position) - 1);
    const line = (statement?.line ?? 1) + before.split("\n").length - 1;
    const notes = Object.entries({ detail, hint, where }).filter(([, note]) => note);
    throw new StatementError(
      `${migration.name}:${line}: ${message} (${code})`,
      code,
      notes.map(([kind, note]) => `${kind}: ${note}`),
    );
  }
}

function report(migration: Migration, error: StatementError): string {
  const after = migration.transactional
    ? "nothing of this file was applied"
    : "the statements before it were applied; mend the cause and run again";
  return [`Cannot apply ${error.message}`, ...error.notes.map((note) => `  ${note}`), `  ${after}`].join("\n");
}
