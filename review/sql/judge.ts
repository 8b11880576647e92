import { accessesOf } from "./access";
import type { Database } from "./database";
import type { Finding, Gap } from "./finding";
import { PlanError } from "./planner";
import { planRules } from "./rules";
import { queriesNameTheirColumns, starGaps } from "./rules/queries-name-their-columns";
import { type Place, readSource, type SourceFile } from "./source-file";
import { tablesOf } from "./source-place";
import { parseFile, type SqlStatement, type StatementError } from "./statement";

/** A statement that has no plan, such as CREATE TABLE. */
export interface Unplanned extends Place {
  /** Its first word. */
  readonly command: string;
}

/** What was found out about one file. */
export interface JudgedFile {
  readonly file: string;
  /** Why it could not be read. */
  readonly problem?: string;
  readonly statementCount: number;
  readonly plannedCount: number;
  readonly unplanned: readonly Unplanned[];
  readonly findings: readonly Finding[];
}

/** What the planner plans. Source: https://www.postgresql.org/docs/17/sql-prepare.html */
const PLANNED = new Set(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

const statementsAreValid = {
  name: "statements-are-valid",
  why: "PostgreSQL refuses it as it stands.",
} as const;

/** Reads a file and judges it. */
export async function judgeFile(path: string, database: Database): Promise<JudgedFile> {
  const source = readSource(path);
  return typeof source === "string" ? { ...nothing(path), problem: source } : judgeSource(source, database);
}

/** Judges the statements of a source one by one, in the order in which they stand. */
export async function judgeSource(source: SourceFile, database: Database): Promise<JudgedFile> {
  const { statements, errors } = await parseFile(source);
  const statementCount = statements.length + errors.length;
  if (statementCount === 0) return { ...nothing(source.path), problem: "must hold a statement" };
  const findings = errors.map((error) => invalid(source, error));
  const unplanned: Unplanned[] = [];
  let plannedCount = 0;
  for (const statement of statements) {
    findings.push(...starGaps(statement).map((gap) => finding(source, queriesNameTheirColumns, gap)));
    if (!isPlanned(statement)) {
      unplanned.push({ command: firstWord(statement), ...source.placeAt(statement.start) });
      continue;
    }
    const { planned, found } = await judgePlan(statement, database);
    if (planned) plannedCount++;
    findings.push(...found);
  }
  findings.sort((a, b) => a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1));
  return { file: source.path, statementCount, plannedCount, unplanned, findings };
}

const nothing = (file: string) => ({ file, statementCount: 0, plannedCount: 0, unplanned: [], findings: [] });

async function judgePlan(statement: SqlStatement, database: Database) {
  const { file, start } = statement;
  try {
    const plans = await database.plans(statement.text);
    const aliases = new Set(tablesOf(statement.tree).map(({ alias }) => alias));
    const accesses = await accessesOf(plans.generic, database.catalog, aliases);
    const startedAccesses = await accessesOf(plans.started, database.catalog, aliases);
    const found: Finding[] = [];
    for (const rule of planRules) {
      const gaps = await rule.gaps({ statement, plans, accesses, startedAccesses, database });
      found.push(...gaps.map((gap) => finding(file, rule, gap)));
    }
    return { planned: true, found };
  } catch (error) {
    if (!(error instanceof PlanError)) throw error;
    const { message, hint, offset } = error;
    return { planned: false, found: [invalid(file, { message, hint, offset: start + offset })] };
  }
}

function invalid(file: SourceFile, { message, hint, offset }: StatementError): Finding {
  const mend = hint ?? "correct the statement, or apply the migration that it needs";
  return finding(file, statementsAreValid, { severity: "high", offset, message, mend });
}

function finding(file: SourceFile, { name, why }: { name: string; why: string }, { offset, ...gap }: Gap): Finding {
  return { rule: name, file: file.path, ...file.placeAt(offset), ...gap, why };
}

const firstWord = ({ text }: SqlStatement) => (/^\w+/.exec(text)?.[0] ?? "").toUpperCase();

/** SELECT INTO makes a table, which PREPARE refuses. */
function isPlanned(statement: SqlStatement): boolean {
  const { SelectStmt: select } = statement.tree as { SelectStmt?: { intoClause?: object } };
  return PLANNED.has(Object.keys(statement.tree)[0] ?? "") && select?.intoClause === undefined;
}
