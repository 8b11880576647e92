import { isAbsolute, relative, resolve } from "node:path";
import { badUsage, EXIT } from "../exit-codes";
import { palette } from "../render/palette";
import type { Database } from "../sql/database";
import { embeddedDatabase } from "../sql/embedded-database";
import { atLeast, SEVERITIES, type Severity } from "../sql/finding";
import { givenDatabase } from "../sql/given-database";
import { type JudgedFile, judgeFile } from "../sql/judge";
import { renderSql, sqlJson } from "../sql/report";
import type { RowCounts } from "../sql/stated-rows";
import { readArguments, readWholeNumber } from "./flags";
import type { Command } from "./index";

const OPTIONS = {
  migrations: { type: "string" },
  rows: { type: "string", multiple: true },
  database: { type: "string" },
  severity: { type: "string", default: "medium" },
  json: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** Where migrations lie unless told otherwise, from the folder in which the command is run. */
const MIGRATIONS = "components/database/migrations";

/** @default of --rows: half of what the platform's own measurements were made with, and large enough that a scan shows. */
const USUAL_ROWS = 10_000_000;
const MOST_ROWS = 10_000_000_000;

const HELP = `Judges the statements of SQL files by the plans that PostgreSQL makes for them. Nothing is run. See docs/sql.md.

Usage: p95 sql FILE... [flags]

      --migrations DIR       folder of the schema's migrations (default: ${MIGRATIONS})
      --rows N               rows that a table is taken to hold which migrations leave empty (default: 10000000)
      --rows TABLE=N         the same for one table, such as streaming.streaming_sessions=200000 (repeatable)
      --database URL         instead: judge by this server, its rows and statistics, in read-only transactions; what the URL
                             leaves out comes from PGHOST, PGUSER, PGPASSWORD and the like
      --severity LEVEL       least that ends with exit code 4: high, medium or low (default: medium)
      --json                 print the result as JSON, see docs/sql.schema.json
  -h, --help                 print this text

Exit codes: 0 nothing found of that severity; 2 bad command line; 3 a file, the migrations or the database cannot be used;
4 something found.
`;

/** `p95 sql` */
export const sqlCommand: Command = {
  async run(args) {
    const { values: flags, files } = readArguments("sql", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    if (files.length === 0) badUsage('at least one file must be given. Run "p95 sql --help" for the flags.');
    const severity = readSeverity(flags.severity);
    const database = await openDatabase(flags);
    try {
      const judged: JudgedFile[] = [];
      for (const file of files) judged.push({ ...(await judgeFile(fromUser(file), database)), file });
      const report = { database: database.description, notes: database.notes, files: judged.map(named) };
      process.stdout.write(flags.json ? sqlJson(report) : renderSql(report, palette(process.stdout)));
      if (judged.some(({ problem }) => problem !== undefined)) return EXIT.settings;
      const found = judged.some(({ findings }) => findings.some((each) => atLeast(each.severity, severity)));
      return found ? EXIT.policy : EXIT.ok;
    } finally {
      await database.close();
    }
  },
};

/** Findings under the name that the file was given. */
function named(judged: JudgedFile): JudgedFile {
  return { ...judged, findings: judged.findings.map((each) => ({ ...each, file: judged.file })) };
}

/** A path from the folder in which npm was called, where it was. */
const fromUser = (path: string) => resolve(process.env.INIT_CWD ?? process.cwd(), path);

function openDatabase(flags: { migrations?: string; rows?: string[]; database?: string }): Promise<Database> {
  if (flags.database === undefined) {
    const given = flags.migrations ?? MIGRATIONS;
    const folder = isAbsolute(given) ? given : relative(process.cwd(), fromUser(given)) || ".";
    return embeddedDatabase(folder, readRows(flags.rows));
  }
  if (flags.migrations !== undefined || flags.rows !== undefined)
    badUsage("--database: must stand without --migrations and --rows, since the database has its own");
  return givenDatabase(flags.database);
}

function readRows(texts: readonly string[] = []): RowCounts {
  let usual = USUAL_ROWS;
  const byTable: Record<string, number> = {};
  for (const text of texts) {
    const separator = text.lastIndexOf("=");
    const value = readWholeNumber(`--rows ${text}`, text.slice(separator + 1), 1, MOST_ROWS, "rows");
    if (separator < 0) usual = value;
    else byTable[text.slice(0, separator)] = value;
  }
  return { usual, byTable };
}

function readSeverity(text: string): Severity {
  return SEVERITIES.find((each) => each === text) ?? badUsage(`--severity: must be high, medium or low, got "${text}"`);
}
