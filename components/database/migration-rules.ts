import type { Migration, MigrationStatement } from "../../runtime/migrate/migration";
import { alterTableGap } from "./alter-table-rules";

/** What a rule looks at. */
interface Judged {
  readonly migration: Migration;
  readonly statement: MigrationStatement;
  /** The statement in upper case, one space between tokens, texts as '', comments gone: what patterns may rely on. */
  readonly sql: string;
  /** Tables and materialised views that this file creates: nobody reads or writes them yet, so nothing can be blocked. */
  readonly created: ReadonlySet<string>;
  /** The file's statements before this one, in the form of `sql`. */
  readonly before: readonly string[];
}

/** Why a statement would break a running platform, or undefined. */
type Rule = (judged: Judged) => string | undefined;

/** Begins the reasons that a file with `-- migrate: contract-of <version>` may have: by then no running code is concerned. */
const IN_CONTRACT = "must be in a contract (-- migrate: contract-of NNNN, a release after its expansion): ";

const NAME = String.raw`("[^"]*"|[\w$]+)(\.("[^"]*"|[\w$]+))*`;

/**
 * Why the migrations would stop or break what runs while they are applied: old and new code meet the same schema for as long as
 * a roll-out lasts, and a lock that is waited for stops everybody behind it. One line each: `<file>:<line>: <reason>`.
 * It reads statements, not the insides of DO blocks and function bodies.
 */
export function migrationGaps(migrations: readonly Migration[]): string[] {
  return migrations.flatMap((migration) => {
    const normalised = migration.statements.map(normalise);
    const created = new Set(normalised.flatMap((sql) => createdTable(sql) ?? []));
    return [
      ...fileGaps(migration, migrations, normalised, created),
      ...migration.statements.flatMap((statement, index) => {
        const judged = { migration, statement, sql: normalised[index]!, created, before: normalised.slice(0, index) };
        const gaps = RULES.flatMap((rule) => rule(judged) ?? []);
        const open = gaps.filter((gap) => migration.contractOf === undefined || !gap.startsWith("contract: "));
        return open.map((gap) => `${migration.name}:${statement.line}: ${gap.replace("contract: ", IN_CONTRACT)}`);
      }),
    ];
  });
}

function fileGaps(
  migration: Migration,
  all: readonly Migration[],
  normalised: readonly string[],
  created: ReadonlySet<string>,
): string[] {
  const { name, text, contractOf, version } = migration;
  const expanded = contractOf === undefined || all.some((each) => each.version === contractOf && contractOf < version);
  const unexplained = [...created].filter(
    (table) =>
      !normalised.some((sql) => new RegExp(`^COMMENT ON (TABLE|MATERIALIZED VIEW) ${escaped(table)} `).test(sql)),
  );
  return [
    ...(/^-- (?!migrate:)/.test(text) ? [] : [`${name}:1: must begin with a comment that says what it is for`]),
    ...(expanded ? [] : [`${name}: must be the contract of an earlier migration, got ${contractOf}`]),
    ...unexplained.map((table) => `${name}: must have a COMMENT ON ${table.toLowerCase()}`),
  ];
}

const RULES: readonly Rule[] = [
  ({ sql }) =>
    when(
      /^(BEGIN|START|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE)\b/.test(sql),
      "must leave transactions to the runner",
    ),

  ({ sql }) => when(/^SET (LOCAL |SESSION )?LOCK_TIMEOUT\b/.test(sql), "must keep the runner's lock_timeout"),

  ({ sql, before }) =>
    when(
      /^CREATE (OR REPLACE )?(UNLOGGED )?(TABLE|VIEW|MATERIALIZED|FUNCTION|PROCEDURE|SEQUENCE|TYPE)\b/.test(sql) &&
        !before.some((each) => /^SET (LOCAL )?ROLE STREAMING_OWNER$/.test(each)),
      "must come after SET LOCAL ROLE streaming_owner, so that the owner owns it",
    ),

  ({ sql }) =>
    when(
      /^(CREATE|ALTER) (UNLOGGED )?TABLE\b/.test(sql) && /\bTIMESTAMP\b(?!( \( \d+ \))? WITH TIME ZONE)/.test(sql),
      "must use timestamptz: a timestamp without a zone is a moment only to those who know its zone",
    ),

  ({ sql, created }) => {
    const dropped = new RegExp(
      `^DROP (TABLE|VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|SCHEMA|TYPE|SEQUENCE) (IF EXISTS )?(?<name>${NAME})`,
    );
    const name = dropped.exec(sql)?.groups?.name;
    return name === undefined || created.has(name) ? undefined : "contract: removes what running code may use";
  },

  ({ sql }) => when(/^TRUNCATE\b/.test(sql), "contract: removes what running code may use"),

  ({ sql }) =>
    when(
      /^ALTER (VIEW|MATERIALIZED VIEW|FUNCTION|PROCEDURE|SCHEMA|TYPE|ROLE) .*\bRENAME\b/.test(sql),
      "contract: renames what running code may use",
    ),

  ({ sql, created }) => alterTableGap(sql, created),

  indexGap,

  ({ sql, migration }) =>
    when(
      /\bCONCURRENTLY\b/.test(sql) && /^(CREATE|DROP|REINDEX)\b/.test(sql) && migration.transactional,
      "must be in a file with -- migrate: no-transaction",
    ),

  ({ sql }) =>
    when(/^DROP INDEX (?!CONCURRENTLY\b)/.test(sql), "must be DROP INDEX CONCURRENTLY: without it the table is locked"),

  ({ sql, created }) => {
    const view = new RegExp(`^REFRESH MATERIALIZED VIEW (?<name>${NAME})`).exec(sql)?.groups?.name;
    return when(
      view !== undefined && view !== "CONCURRENTLY" && !created.has(view),
      "must be REFRESH MATERIALIZED VIEW CONCURRENTLY: without it readers wait",
    );
  },

  ({ sql }) =>
    when(
      /^(LOCK|CLUSTER|VACUUM ?\(?.*\bFULL\b|REINDEX (?!.*\bCONCURRENTLY\b))/.test(sql),
      "must not lock a table for as long as its rewrite takes",
    ),

  ({ sql, created }) => {
    const table = new RegExp(`^(UPDATE|DELETE FROM) (ONLY )?(?<name>${NAME})`).exec(sql)?.groups?.name;
    return when(
      table !== undefined && !created.has(table) && !/\bWHERE\b/.test(sql),
      "must have a WHERE that bounds it: it locks every row that it changes until the end",
    );
  },

  ({ sql, migration }) =>
    when(
      !migration.transactional &&
        !/^(SET|RESET|COMMENT|ANALYZE|VACUUM|SELECT|CREATE OR REPLACE)\b|\bIF (NOT )?EXISTS\b|\bATTACH PARTITION\b|\bVALIDATE CONSTRAINT\b|^REFRESH\b/.test(
          sql,
        ),
      "must be harmless when it runs again (IF NOT EXISTS): without a transaction the file may stop before or after it",
    ),
];

function indexGap({ sql, created }: Judged): string | undefined {
  const index = new RegExp(
    `^CREATE (UNIQUE )?INDEX (?<concurrently>CONCURRENTLY )?.*?\\bON (?<only>ONLY )?(?<table>${NAME}|\\{ PARTITION \\})`,
  ).exec(sql)?.groups;
  if (index === undefined || index.concurrently || index.only || created.has(index.table!)) return undefined;
  return "must be CREATE INDEX CONCURRENTLY, and on a partitioned table ON ONLY first: without it writers wait for the whole build";
}

function when(holds: boolean, gap: string): string | undefined {
  return holds ? gap : undefined;
}

function createdTable(sql: string): string | undefined {
  const pattern = `^CREATE (UNLOGGED )?(TABLE|MATERIALIZED VIEW) (IF NOT EXISTS )?(?<name>${NAME})`;
  return new RegExp(pattern).exec(sql)?.groups?.name;
}

function normalise({ tokens }: MigrationStatement): string {
  const shown = tokens.map(({ kind, text }) => (kind === "text" ? "''" : kind === "quoted-name" ? `"${text}"` : text));
  return shown.join(" ").replaceAll(" . ", ".");
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
