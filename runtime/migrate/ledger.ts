import type { Migration } from "./migration";

/** What the runner needs of a PostgreSQL client; `Client` of `pg` is one. */
export interface Connection {
  query(sql: string, values?: unknown[]): Promise<{ rows: any[] }>;
}

/** A migration as the database remembers it. */
export interface LedgerEntry {
  readonly version: number;
  readonly name: string;
  readonly sha256: string;
  /** False: a file without a transaction stopped half-way. */
  readonly finished: boolean;
}

/** How a file stands to a database. `unavailable`: needs an extension that the server does not offer. */
export type MigrationState = "applied" | "interrupted" | "pending" | "unavailable";

export interface PlannedMigration {
  readonly migration: Migration;
  readonly state: MigrationState;
  /** Extensions that the server does not offer. */
  readonly missingExtensions: readonly string[];
}

/** Thrown when files and ledger contradict each other. Nothing was applied. */
export class LedgerError extends Error {
  override readonly name = "LedgerError";

  constructor(problems: readonly string[]) {
    super(["Refused to migrate", ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

export async function createLedger(db: Connection): Promise<void> {
  await db.query(`CREATE SCHEMA IF NOT EXISTS migrations`);
  await db.query(`CREATE TABLE IF NOT EXISTS migrations.ledger (
    version     integer     PRIMARY KEY,
    name        text        NOT NULL,
    sha256      text        NOT NULL,
    applied_by  text        NOT NULL DEFAULT session_user,
    started_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    finished_at timestamptz
  )`);
}

/** Entries in order; none where no migration ever ran. */
export async function readLedger(db: Connection): Promise<LedgerEntry[]> {
  const { rows } = await db.query(`SELECT to_regclass('migrations.ledger') IS NOT NULL AS exists`);
  if (!rows[0].exists) return [];
  const entries = await db.query(`SELECT version, name, sha256, finished_at IS NOT NULL AS finished
    FROM migrations.ledger ORDER BY version`);
  return entries.rows;
}

/**
 * How each file stands to the database.
 * @throws {LedgerError} if an applied file was edited, renamed or removed, or if a new file lies before an applied one.
 */
export function planned(
  migrations: readonly Migration[],
  ledger: readonly LedgerEntry[],
  offered: ReadonlySet<string>,
): PlannedMigration[] {
  const problems = ledgerProblems(migrations, ledger);
  if (problems.length > 0) throw new LedgerError(problems);
  return migrations.map((migration) => {
    const entry = ledger.find(({ version }) => version === migration.version);
    const missingExtensions = migration.requiredExtensions.filter((name) => !offered.has(name));
    if (entry) return { migration, state: entry.finished ? "applied" : "interrupted", missingExtensions: [] };
    return { migration, state: missingExtensions.length > 0 ? "unavailable" : "pending", missingExtensions };
  });
}

function ledgerProblems(migrations: readonly Migration[], ledger: readonly LedgerEntry[]): string[] {
  const newest = Math.max(0, ...ledger.map(({ version }) => version));
  return [
    ...ledger.flatMap((entry) => {
      const file = migrations.find(({ version }) => version === entry.version);
      if (!file) return [`${entry.name}: was applied and must not be removed`];
      if (file.name !== entry.name) return [`${file.name}: was applied as ${entry.name} and must keep its name`];
      // a file that stopped half-way may be mended, a finished one never: other databases have already run it
      if (file.sha256 === entry.sha256 || !entry.finished) return [];
      return [`${file.name}: was edited after it was applied; write a new migration instead`];
    }),
    ...migrations
      .filter(({ version }) => version < newest && !ledger.some((entry) => entry.version === version))
      // an extension may be offered later than the files after it were applied
      .filter(({ requiredExtensions }) => requiredExtensions.length === 0)
      .map(({ name }) => `${name}: must have a higher number than ${newest}, which is already applied`),
  ];
}
