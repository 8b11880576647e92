import type { Gap } from "../finding";
import { walk } from "../parse-tree";
import { type NamedTable, namedTable } from "../source-place";
import { fileOffset, type SqlStatement } from "../statement";

export const queriesNameTheirColumns = {
  name: "queries-name-their-columns",
  why: "A query reads the columns that it needs, at best from an index alone, and goes on when one is added.",
} as const;

/** `*` that stands for the columns of a table or view. One for a function, a subquery or EXISTS names no column of a table. */
export function starGaps(statement: SqlStatement): Gap[] {
  const named = new Set<string>();
  const locations = new Set<number>();
  walk(statement.tree, (type, { ctename }) => {
    if (type === "CommonTableExpr") named.add(String(ctename));
    return undefined;
  });
  walk(statement.tree, (type, fields: any) => {
    if (type === "SubLink" && fields.subLinkType === "EXISTS_SUBLINK") return false;
    if (type === "SelectStmt")
      for (const each of starsOf(fields.targetList, fields.fromClause, named)) locations.add(each);
    if (fields.returningList) for (const each of starsOf(fields.returningList, [fields], named)) locations.add(each);
    return undefined;
  });
  return [...locations].map((location) => ({
    severity: "medium",
    offset: fileOffset(statement, location),
    message: "* asks for every column, also for those that are added later",
    mend: "name the columns that the caller uses",
  }));
}

function starsOf(targets: readonly any[] = [], from: readonly any[] = [], named: ReadonlySet<string>): number[] {
  const tables = directTables(from).filter(({ schema, name }) => schema !== undefined || !named.has(name));
  return targets.flatMap(({ ResTarget }) => {
    const reference = ResTarget?.val?.ColumnRef;
    if (!reference?.fields.at(-1)?.A_Star) return [];
    const qualifier: string | undefined = reference.fields.at(-2)?.String.sval;
    return tables.some(({ alias }) => qualifier === undefined || alias === qualifier) ? [reference.location ?? 0] : [];
  });
}

/** Tables of a FROM, or of a statement that changes one, without those inside its subqueries. */
function directTables(from: readonly any[]): NamedTable[] {
  return from.flatMap((item) => {
    if (item.JoinExpr) return directTables([item.JoinExpr.larg, item.JoinExpr.rarg]);
    const fields = item.RangeVar ?? item.relation;
    return fields === undefined ? [] : [namedTable(fields)];
  });
}
