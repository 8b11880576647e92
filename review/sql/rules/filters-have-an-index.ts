import type { Access } from "../access";
import { columnList } from "../database";
import { count, type Gap } from "../finding";
import type { PlanNode } from "../planner";
import { type Planned, type PlanRule, readsAll, wholeRows } from "../rule";
import { placeOfColumn } from "../source-place";
import { bestIndex, candidateIndexes } from "./candidate-indexes";
import { isOpenPattern } from "./patterns-begin-with-text";
import { wrappedConditions } from "./wrapped";

/** Share of a table's rows above which no index is advised unseen: each of its rows costs about a block more. */
const FEW_ROWS_RATIO = 0.1;

/** Conditions and joins for which the planner reads a table from end to end, and the index that would end that. */
export const filtersHaveAnIndex: PlanRule = {
  name: "filters-have-an-index",
  why: "A query reads the rows that it returns: its time does not grow with the table.",
  async gaps(planned) {
    const gaps: Gap[] = [];
    for (const access of planned.accesses.filter(readsAll)) gaps.push(...(await gapsOf(planned, access)));
    return gaps;
  },
};

async function gapsOf(planned: Planned, access: Access): Promise<Gap[]> {
  const { database, plans } = planned;
  const keys = database.catalog.partitionKeyOf(access.table);
  const candidates = candidateIndexes(access, keys);
  const [first] = candidates;
  const gap = (column: string, severity: Gap["severity"], message: string, mend: string): Gap[] => [
    { severity, offset: placeOfColumn(planned.statement, access.alias, column), message, mend },
  ];
  const mayEnd = access.conditions.some(({ column }) => keys.includes(column)) || isLimited(plans.generic);
  const rows = `${mayEnd ? "up to" : "all"} ${count(wholeRows(access))} rows of ${access.table} are read`;
  if (database.planWithIndex !== undefined) {
    const best = await bestIndex(planned, access, candidates);
    if (best !== undefined) {
      const column = best.index.columns[0]!.name;
      const mend = `an index on ${access.table} (${columnList(best.index)}): with it the planner's cost falls from ${count(plans.generic["Total Cost"])} to ${count(best.cost)}`;
      return gap(column, "high", `${rows} for a condition on ${column}`, mend);
    }
  } else if (first !== undefined && rowsOf(plans.generic, access) <= FEW_ROWS_RATIO * wholeRows(access)) {
    const column = first.columns[0]!.name;
    const mend = `perhaps an index on ${access.table} (${columnList(first)}); not tried, since nothing is built in this database`;
    return gap(column, "high", `${rows} for a condition on ${column}`, mend);
  }
  const asked = access.conditions.filter(({ column }) => !keys.includes(column));
  const told = asked.some(isOpenPattern) || wrappedConditions(planned).some((each) => each.access === access);
  const [column] = asked.map((each) => each.column);
  // no condition: a report over whole partitions or the whole table
  if (column === undefined || told) return [];
  if (asked.some(({ form }) => form !== "bare"))
    return gap(
      column,
      "medium",
      `${rows} for an expression on ${column}`,
      "compare the column itself, or index the expression",
    );
  const served =
    first === undefined ? "no b-tree index serves it as it is written" : "one more index would not help much";
  const mend = "a condition that fewer rows meet, or a table that holds the answer";
  return gap(column, "low", `${rows} for a condition on ${column}, and ${served}`, mend);
}

const isLimited = (node: PlanNode): boolean => node["Node Type"] === "Limit" || (node.Plans ?? []).some(isLimited);

/** Rows that the scans of an access let through, as the planner guesses. */
function rowsOf(node: PlanNode, access: Access): number {
  const below = (node.Plans ?? []).reduce((sum, each) => sum + rowsOf(each, access), 0);
  const own = access.whole.some(({ name }) => name.endsWith(`.${node["Relation Name"]}`));
  return own ? below + node["Plan Rows"] : below;
}
