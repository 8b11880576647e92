import { columnName, walk } from "./parse-tree";
import type { SqlStatement } from "./statement";

/** Whether the statement itself converts the column somewhere; otherwise a conversion in its plan is PostgreSQL's own. */
export function castIsWritten({ tree }: SqlStatement, column: string): boolean {
  let written = false;
  walk(tree, (type, fields) => {
    const { ColumnRef: inner } = (type === "TypeCast" ? fields.arg : {}) as { ColumnRef?: Record<string, unknown> };
    if (inner !== undefined && columnName(inner)?.column === column) written = true;
    return undefined;
  });
  return written;
}
