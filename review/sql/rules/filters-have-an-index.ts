import { type Access, accessesOf } from "../access";
import type { Condition } from "../condition";
import type { CandidateIndex } from "../database";
import type { Gap } from "../finding";
import type { PlanNode } from "../planner";
import { count, type Planned, type PlanRule, readsAll, wholeRows } from "../rule";
import { placeOfColumn, tablesOf } from "../source-place";
import { isOpenPattern } from "./patterns-begin-with-text";
import { wrappedConditions } from "./wrapped";

/** How much cheaper a plan must be for an index to be advised: below it the guess at the selectivity decides. */
const WORTH_FACTOR = 2;

/** Share of a table's rows above which an index is passed over: each of its rows costs about a block more. */
const FEW_ROWS_RATIO = 0.1;

/** Conditions and joins that make the planner read a table from end to end, and the index that would end that. */
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
  const keys = planned.database.catalog.partitionKeyOf(access.table);
  const asked = access.conditions.filter(({ column }) => !keys.includes(column));
  const candidates = candidateIndexes(access, keys);
  const column = candidates[0]?.columns[0] ?? asked[0]?.column;
  // a report over a whole table, or over whole partitions of it
  if (column === undefined) return [];
  const { statement, database, plans } = planned;
  const offset = placeOfColumn(statement, access.alias, column);
  const all = `${count(wholeRows(access))} rows of ${access.table} are read from end to end`;
  if (database.planWithIndex !== undefined) {
    const best = await cheapest(planned, access, candidates);
    if (best !== undefined) {
      const { index, cost } = best;
      const mend = `an index on ${index.table} (${index.columns.join(", ")}): with it the planner's cost falls from ${count(plans.generic["Total Cost"])} to ${count(cost)}`;
      return [{ severity: "high", offset, message: `${all} for ${columnsOf(index)}`, mend }];
    }
  } else if (candidates.length > 0 && rowsOf(plans.generic, access) <= FEW_ROWS_RATIO * wholeRows(access)) {
    const mend = `perhaps an index on ${access.table} (${candidates[0]!.columns.join(", ")}); none was tried, since this database is not ours`;
    return [{ severity: "high", offset, message: `${all} for ${columnsOf(candidates[0]!)}`, mend }];
  }
  const told =
    access.conditions.some(isOpenPattern) || wrappedConditions(planned).some((each) => each.access === access);
  if (asked.length === 0 || told) return [];
  const names = [...new Set(asked.map((each) => each.column))].join(", ");
  const message = `${all}, and no index on ${names} would change that`;
  if (asked.some(({ form }) => form !== "bare"))
    return [
      { severity: "medium", offset, message, mend: "compare the column itself and index it, or index the expression" },
    ];
  const mend = "a condition that fewer rows meet, or a table that holds the answer";
  return [{ severity: "low", offset, message, mend }];
}

/** First for the conditions alone, then for the join with them. */
function candidateIndexes({ table, conditions, joins }: Access, keys: readonly string[]): CandidateIndex[] {
  const bare = (all: readonly Condition[], kind: Condition["kind"]) =>
    all.filter((each) => each.form === "bare" && each.kind === kind).map(({ column }) => column);
  const equal = bare(conditions, "equal");
  const range = bare(conditions, "range").sort((a, b) => Number(keys.includes(a)) - Number(keys.includes(b)));
  const joined = bare(joins, "equal");
  const candidates = [
    [...equal, ...range.slice(0, 1)],
    [...joined, ...equal],
  ].map((columns) => ({ table, columns: [...new Set(columns)] }));
  const useful = candidates.filter(({ columns }) => columns.some((column) => !keys.includes(column)));
  return joined.length > 0 ? useful : useful.slice(0, 1);
}

/** The candidate with which the planner leaves the scan and its whole plan costs least; undefined if none is worth it. */
async function cheapest(
  { statement, database, plans }: Planned,
  access: Access,
  candidates: readonly CandidateIndex[],
) {
  const aliases = new Set(tablesOf(statement.tree).map(({ alias }) => alias));
  const tried: { index: CandidateIndex; cost: number }[] = [];
  for (const index of candidates) {
    const plan = await database.planWithIndex!(index, statement.text);
    const after = await accessesOf(plan, database.catalog, aliases);
    const still = after.find(({ table, alias }) => table === access.table && alias === access.alias);
    if (still === undefined || !readsAll(still)) tried.push({ index, cost: plan["Total Cost"] });
  }
  const [best] = tried.sort((a, b) => a.cost - b.cost);
  return best !== undefined && best.cost * WORTH_FACTOR <= plans.generic["Total Cost"] ? best : undefined;
}

/** Rows that the scans of an access let through, as the planner guesses. */
function rowsOf(node: PlanNode, access: Access): number {
  const below = (node.Plans ?? []).reduce((sum, each) => sum + rowsOf(each, access), 0);
  const own = access.whole.some(({ name }) => name.endsWith(`.${node["Relation Name"]}`));
  return own ? below + node["Plan Rows"] : below;
}

const columnsOf = ({ columns }: CandidateIndex) => `a condition on ${columns[0]}`;
