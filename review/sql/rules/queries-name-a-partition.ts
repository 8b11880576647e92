import { type PlanRule, readsAll } from "../rule";
import { placeOfTable } from "../source-place";
import { wrappedConditions } from "./wrapped";

/** Statements that open every partition of a table, since nothing in them says which. */
export const queriesNameAPartition: PlanRule = {
  name: "queries-name-a-partition",
  why: "A query about one month opens that month, however many years lie beside it.",
  gaps(planned) {
    const { startedAccesses, statement, database } = planned;
    const { catalog } = database;
    const told = wrappedConditions(planned).filter(({ unused }) => unused === "partitions");
    return startedAccesses.flatMap((access) => {
      const { table, alias, leaves, conditions } = access;
      const keys = catalog.partitionKeyOf(table);
      if (keys.length === 0 || leaves.length < catalog.leavesOf(table).length) return [];
      const bounded = conditions.some(
        ({ column, form, kind }) => keys.includes(column) && form === "bare" && (kind === "equal" || kind === "range"),
      );
      if (bounded || told.some((each) => each.access.table === table && each.access.alias === alias)) return [];
      return {
        severity: readsAll(access) ? "high" : "medium",
        offset: placeOfTable(statement, alias),
        message: `all ${leaves.length} partitions of ${table} are opened: no condition on ${keys.join(", ")} rules any out`,
        mend: `a condition such as ${alias}.${keys[0]} >= ...`,
      };
    });
  },
};
