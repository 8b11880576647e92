import type { Node, RawStmt } from "libpg-query";

/** A node of PostgreSQL's parse tree, apart from its type. Fields are those of src/include/nodes/parsenodes.h. */
type Fields = Readonly<Record<string, unknown>>;

/** Visits a tree from its root down. `visit` returns false where it has seen enough of a branch. */
export function walk(tree: unknown, visit: (type: string, fields: Fields) => boolean | undefined): void {
  if (Array.isArray(tree)) {
    for (const each of tree) walk(each, visit);
    return;
  }
  if (tree === null || typeof tree !== "object") return;
  for (const [key, value] of Object.entries(tree)) {
    // types are written in upper camel case, fields in lower case
    if (/^[A-Z]/.test(key) && visit(key, value as Fields) === false) continue;
    walk(value, visit);
  }
}

/** The only statement of a text, if it is one. */
export function onlyStatement(parsed: { stmts?: readonly RawStmt[] }): Node | undefined {
  return parsed.stmts?.length === 1 ? parsed.stmts[0]?.stmt : undefined;
}

/** A column as a statement names it. */
export interface ColumnName {
  /** Alias or table that stands before it. */
  readonly qualifier: string | undefined;
  readonly column: string;
  /** Offset in bytes of UTF-8; -1 where the parser knows none. */
  readonly location: number;
}

/** Reads the fields of a ColumnRef; undefined for `*`. */
export function columnName(fields: Fields): ColumnName | undefined {
  const names = (fields.fields as readonly Fields[]).map((each) => (each.String as Fields | undefined)?.sval);
  const column = names.at(-1);
  if (typeof column !== "string") return undefined;
  return { qualifier: names.at(-2) as string | undefined, column, location: (fields.location as number) ?? 0 };
}

/** Columns named below a node. */
export function columnsIn(tree: unknown): ColumnName[] {
  const found: ColumnName[] = [];
  walk(tree, (type, fields) => {
    const name = type === "ColumnRef" ? columnName(fields) : undefined;
    if (name !== undefined) found.push(name);
    return undefined;
  });
  return found;
}

/** Index in UTF-16 units of what the parser counts in bytes of UTF-8. */
export function indexOfByte(text: string, byte: number): number {
  return Buffer.from(text).subarray(0, byte).toString().length;
}

/** Index in UTF-16 units of what PostgreSQL counts in characters. */
export function indexOfCharacter(text: string, character: number): number {
  return [...text].slice(0, character).join("").length;
}
