import { hasSqlDetails, type Node, parse } from "libpg-query";
import { SqlSyntaxError, type Statement, sqlStatements } from "../../runtime/migrate/sql-statements";
import { indexOfByte, indexOfCharacter, onlyStatement } from "./parse-tree";
import type { SourceFile } from "./source-file";

/** What is wrong with a statement, as PostgreSQL says it. */
export interface StatementError {
  readonly message: string;
  readonly hint?: string | undefined;
  /** In the file, UTF-16 units. */
  readonly offset: number;
}

/** One statement of a file. */
export interface SqlStatement {
  readonly file: SourceFile;
  /** Where it begins in the file, UTF-16 units. */
  readonly start: number;
  /** Its source; variables of psql have become parameters of the same length, so that offsets hold. */
  readonly text: string;
  readonly tree: Node;
}

export interface ParsedFile {
  readonly statements: readonly SqlStatement[];
  readonly errors: readonly StatementError[];
}

/** Every statement of a file, each parsed on its own by PostgreSQL's parser: a broken one does not hide the others. */
export async function parseFile(file: SourceFile): Promise<ParsedFile> {
  let split: readonly Statement[];
  try {
    split = sqlStatements(file.text).statements;
  } catch (error) {
    if (!(error instanceof SqlSyntaxError)) throw error;
    return { statements: [], errors: [{ message: error.reason, offset: startOfLine(file.text, error.line) }] };
  }
  const statements: SqlStatement[] = [];
  const errors: StatementError[] = [];
  for (const { text, start } of split) {
    const parsed = await parseStatement(text);
    if ("tree" in parsed) statements.push({ file, start, ...parsed });
    else errors.push({ message: parsed.message, offset: start + parsed.offset });
  }
  return { statements, errors };
}

async function parseStatement(source: string): Promise<{ text: string; tree: Node } | StatementError> {
  let text = source;
  for (;;) {
    try {
      const tree = onlyStatement(await parse(text));
      // the splitter and the parser disagree: rather no verdict than one on half of it
      return tree === undefined ? { message: "must be one statement", offset: 0 } : { text, tree };
    } catch (error) {
      if (!(error instanceof Error) || !hasSqlDetails(error)) throw error;
      const { message, cursorPosition } = error.sqlDetails;
      const offset = indexOfCharacter(text, Math.max(0, cursorPosition));
      const replaced = withParameter(text, offset);
      if (replaced === undefined) return { message, offset };
      text = replaced;
    }
  }
}

/** Psql's `:name` or `:'name'` at `offset` as a parameter; undefined if there is none. */
function withParameter(text: string, offset: number): string | undefined {
  const [variable] = /^:('?)[A-Za-z_]\w*\1/.exec(text.slice(offset)) ?? [];
  if (variable === undefined) return undefined;
  const used = [...text.matchAll(/\$(\d+)/g)].map(([, number]) => Number(number));
  const parameter = `$${Math.max(0, ...used) + 1}`;
  if (parameter.length > variable.length) return undefined;
  return text.slice(0, offset) + parameter.padEnd(variable.length) + text.slice(offset + variable.length);
}

function startOfLine(text: string, line: number): number {
  return text.split("\n", line - 1).reduce((sum, each) => sum + each.length + 1, 0);
}

/** Where a node stands in the file, from its location in bytes of the statement; the statement where the parser knows none. */
export function fileOffset({ text, start }: SqlStatement, location = -1): number {
  return start + indexOfByte(text, Math.max(0, location));
}
