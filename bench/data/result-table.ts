import { type Spread, showSpread } from "../spread";
import { digits, table } from "../table";

/** A figure of several runs, a figure that is the same in every run, or a text. */
export type Cell = Spread | number | string;

/** What one part found: titles of columns end in their unit. */
export interface ResultTable {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  /** What a reader has to know to judge the figures. */
  readonly notes: readonly string[];
}

export function renderTable({ title, header, rows, notes }: ResultTable): string {
  const cells = rows.map((row) => row.map(show));
  return [`${title}\n`, table(header, cells), ...(notes.length === 0 ? [] : ["", ...notes])].join("\n");
}

/** For `--json`: each row by column, spreads as `{ median, min, max }`. */
export function jsonTable({ title, header, rows, notes }: ResultTable) {
  const named = rows.map((row) => Object.fromEntries(row.map((cell, column) => [header[column] as string, cell])));
  return { title, rows: named, notes };
}

function show(cell: Cell): string {
  if (typeof cell === "string") return cell;
  if (typeof cell === "object") return showSpread(cell);
  return Number.isInteger(cell) ? String(cell) : digits(cell);
}
