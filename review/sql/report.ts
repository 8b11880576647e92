import type { Palette } from "../render/palette";
import { printable } from "../render/printable";
import { type Finding, SEVERITIES, type Severity } from "./finding";
import type { JudgedFile } from "./judge";

/** All files with what judged them. */
export interface SqlReport {
  readonly database: string;
  readonly notes: readonly string[];
  readonly files: readonly JudgedFile[];
}

/** As JSON, described by docs/sql.schema.json. */
export function sqlJson(report: SqlReport): string {
  return `${JSON.stringify({ schemaVersion: 1, ...report }, null, 2)}\n`;
}

/** For a terminal. What comes from files is made printable. */
export function renderSql({ database, notes, files }: SqlReport, colours: Palette): string {
  const problems = files.flatMap(({ file, problem }) => (problem === undefined ? [] : [`${file}: ${problem}`]));
  const findings = files.flatMap((file) => file.findings);
  const lines = [
    `judged by ${database}`,
    ...notes.map((note) => colours.dim(`  ${note}`)),
    "",
    ...problems.map((problem) => colours.red(printable(problem))),
    ...findings.flatMap((each) => renderFinding(each, colours)),
    summary(files, findings),
  ];
  return `${lines.join("\n")}\n`;
}

function renderFinding(
  { file, line, column, severity, rule, message, mend, why }: Finding,
  colours: Palette,
): string[] {
  const paint: Record<Severity, (text: string) => string> = {
    high: colours.red,
    medium: colours.yellow,
    low: colours.cyan,
  };
  return [
    `${printable(file)}:${line}:${column}: ${paint[severity](severity)} ${colours.bold(rule)}`,
    `  ${printable(message)}`,
    `  Mend: ${printable(mend)}`,
    `  Why: ${why}`,
    "",
  ];
}

function summary(files: readonly JudgedFile[], findings: readonly Finding[]): string {
  const sum = (pick: (file: JudgedFile) => number) => files.reduce((total, file) => total + pick(file), 0);
  const commands = [...new Set(files.flatMap(({ unplanned }) => unplanned.map(({ command }) => command)))].sort();
  const unplanned = sum((file) => file.unplanned.length);
  const bySeverity = SEVERITIES.map((severity) => [
    severity,
    findings.filter((each) => each.severity === severity).length,
  ]);
  const counts = bySeverity.filter(([, found]) => found !== 0).map(([severity, found]) => `${found} ${severity}`);
  return [
    `${plural(files.length, "file")}, ${plural(
      sum((file) => file.statementCount),
      "statement",
    )}`,
    `${sum((file) => file.plannedCount)} planned`,
    ...(unplanned === 0 ? [] : [`${unplanned} without a plan (${commands.join(", ")})`]),
    findings.length === 0 ? "no finding" : `${plural(findings.length, "finding")}: ${counts.join(", ")}`,
  ].join("; ");
}

const plural = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
