import { type ColumnName, columnsIn, walk } from "./parse-tree";
import { fileOffset, type SqlStatement } from "./statement";

/** Parts of a statement that pick rows. */
const CONDITIONS = new Set(["whereClause", "quals", "havingClause", "joinCondition"]);

/** Columns that a statement names where it picks rows. */
function conditionColumns(tree: unknown): ColumnName[] {
  const found: ColumnName[] = [];
  const visit = (value: unknown) => {
    if (Array.isArray(value)) for (const each of value) visit(each);
    else if (value !== null && typeof value === "object") {
      for (const [key, below] of Object.entries(value)) {
        if (CONDITIONS.has(key)) found.push(...columnsIn(below));
        else visit(below);
      }
    }
  };
  visit(tree);
  return found;
}

/** Where a statement asks for a column of a table; where it names the table if it does not; its beginning if neither. */
export function placeOfColumn(statement: SqlStatement, alias: string, column: string): number {
  const named = conditionColumns(statement.tree).filter((each) => each.column === column);
  const found = named.find(({ qualifier }) => qualifier === alias) ?? named.find(({ qualifier }) => !qualifier);
  return found === undefined ? placeOfTable(statement, alias) : fileOffset(statement, found.location);
}

/** Where a statement names a table; its beginning where a view does. */
export function placeOfTable(statement: SqlStatement, alias: string): number {
  const found = tablesOf(statement.tree).find((table) => table.alias === alias);
  return fileOffset(statement, found?.location);
}

/** A table or view that a statement names. */
export interface NamedTable {
  /** The name by which its columns are called. */
  readonly alias: string;
  readonly schema: string | undefined;
  readonly name: string;
  readonly location: number;
}

/** Tables that a statement names, those that it reads before those that it changes. */
export function tablesOf(tree: unknown): NamedTable[] {
  const read: NamedTable[] = [];
  const changed: NamedTable[] = [];
  walk(tree, (type, fields) => {
    if (type === "RangeVar") read.push(namedTable(fields));
    // INSERT, UPDATE, DELETE and MERGE hold their table without a node's name around it
    const { relation } = fields as { relation?: object };
    if (relation !== undefined && "relname" in relation) changed.push(namedTable(relation));
    return undefined;
  });
  return [...read, ...changed];
}

/** Reads the fields of a RangeVar. */
export function namedTable(fields: any): NamedTable {
  const { alias, schemaname: schema, relname: name, location = 0 } = fields;
  return { alias: alias?.aliasname ?? name, schema, name, location };
}
