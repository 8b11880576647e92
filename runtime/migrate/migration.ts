import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Comment, SqlSyntaxError, type Statement, sqlStatements } from "./sql-statements";

/** A file as it lies in the folder. */
export interface MigrationFile {
  /** File name, e.g. `0003_fact_watch_events.sql`. */
  readonly name: string;
  readonly text: string;
}

/** A statement of a migration, and the table for each of whose partitions it runs, if it does. */
export interface MigrationStatement extends Statement {
  readonly forEachPartitionOf?: string;
}

/** A file, understood. Its directives are comments of the form `-- migrate: <directive>`. */
export interface Migration extends MigrationFile {
  /** The number that its name starts with. */
  readonly version: number;
  readonly sha256: string;
  /** `no-transaction`: statements run one by one, each on its own, and the file must survive being run again. */
  readonly transactional: boolean;
  /** `requires-extension <name>`: not applied where the server does not offer it. */
  readonly requiredExtensions: readonly string[];
  /** `contract-of <version>`: removes what the migration of that number made superfluous. */
  readonly contractOf?: number;
  readonly statements: readonly MigrationStatement[];
}

/** Thrown for files that cannot be read as migrations. One line per problem: `<file>:<line>: <reason>`. */
export class MigrationFileError extends Error {
  override readonly name = "MigrationFileError";

  constructor(problems: readonly string[]) {
    super(["Cannot read the migrations", ...problems.map((problem) => `  ${problem}`)].join("\n"));
  }
}

/** The .sql files of a folder, in order of their names. */
export function readMigrationFiles(folder: string): MigrationFile[] {
  const names = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  return names.sort().map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

/**
 * Reads names, directives and statements.
 * @throws {MigrationFileError} listing every name, number, directive and quote that is wrong.
 */
export function parseMigrations(files: readonly MigrationFile[]): Migration[] {
  const problems: string[] = [];
  const migrations = files.map((file, index) => {
    const version = Number(/^(\d{4})_[a-z0-9_]+\.sql$/.exec(file.name)?.[1]);
    if (Number.isNaN(version)) problems.push(`${file.name}: must be named like 0001_what_it_does.sql`);
    else if (version !== index + 1) problems.push(`${file.name}: must have the number ${index + 1}, without gaps`);
    return { ...file, version, sha256: sha256(file.text), ...parsed(file, problems) };
  });
  if (problems.length > 0) throw new MigrationFileError(problems);
  return migrations;
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function parsed(file: MigrationFile, problems: string[]) {
  const directives: Omit<Migration, keyof MigrationFile | "version" | "sha256" | "statements"> = {
    transactional: true,
    requiredExtensions: [],
  };
  try {
    const { statements, comments } = sqlStatements(file.text);
    const perPartition = new Map<Statement, string>();
    for (const comment of comments) {
      const [word, value] = directive(comment);
      if (word === undefined) continue;
      if (word === "no-transaction" && value === "") Object.assign(directives, { transactional: false });
      else if (word === "requires-extension" && /^[a-z_]+$/.test(value))
        Object.assign(directives, { requiredExtensions: [...directives.requiredExtensions, value] });
      else if (word === "contract-of" && /^\d{4}$/.test(value))
        Object.assign(directives, { contractOf: Number(value) });
      else if (word === "for-each-partition-of" && /^[a-z_]+\.[a-z_]+$/.test(value)) {
        const next = statements.find((statement) => statement.line > comment.line);
        if (next) perPartition.set(next, value);
      } else problems.push(`${file.name}:${comment.line}: must be a known directive, got "${comment.text}"`);
    }
    const marked = statements.map((statement) => {
      const forEachPartitionOf = perPartition.get(statement);
      return forEachPartitionOf === undefined ? statement : { ...statement, forEachPartitionOf };
    });
    return { ...directives, statements: marked };
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    problems.push(`${file.name}:${error.line}: ${error.reason}`);
    return { ...directives, statements: [] };
  }
}

function directive(comment: Comment): [string | undefined, string] {
  const match = /^migrate:\s*(\S+)\s*(.*)$/.exec(comment.text);
  return [match?.[1], match?.[2]?.trim() ?? ""];
}
