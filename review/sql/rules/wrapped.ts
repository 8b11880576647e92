import type { Access } from "../access";
import type { Condition } from "../condition";
import { type Planned, readsAll } from "../rule";

/** A condition on a column that an index or the partitions would serve, if it stood alone. */
export interface Wrapped {
  readonly access: Access;
  readonly condition: Condition;
  /** What it keeps from use. */
  readonly unused: "index" | "partitions";
}

/** Conditions whose column stands below a cast, a function or an operator, and what the planner cannot use for that. */
export function wrappedConditions({ accesses, database: { catalog } }: Planned): Wrapped[] {
  return accesses.flatMap((access) => {
    const keys = catalog.partitionKeyOf(access.table);
    const leading = readsAll(access) ? catalog.leadingColumnsOf(access.table) : [];
    return [...access.conditions, ...access.joins].flatMap((condition): Wrapped[] => {
      const { form, kind, column } = condition;
      if (form === "bare" || kind === "other") return [];
      if (keys.includes(column) && access.leaves.length === catalog.leavesOf(access.table).length)
        return [{ access, condition, unused: "partitions" }];
      return leading.includes(column) ? [{ access, condition, unused: "index" }] : [];
    });
  });
}

export const whatIsUnused = ({ access, condition: { column }, unused }: Wrapped) =>
  unused === "index"
    ? `an index of ${access.table} that begins with ${column}`
    : `the partitions of ${access.table} by ${column}`;
