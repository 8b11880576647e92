import { type Access, accessesOf } from "../access";
import type { Condition } from "../condition";
import type { CandidateIndex, IndexColumn } from "../database";
import { type Planned, readsAll } from "../rule";
import { tablesOf } from "../source-place";
import { isOpenPattern } from "./patterns-begin-with-text";

/** How much cheaper a plan must be for an index to be advised: below it the guess at the selectivity decides. */
const WORTH_FACTOR = 2;

/**
 * Indexes that conditions ask for: first for those of the query alone, then for its join. Equality first, then one range, as
 * a b-tree is read. Source: https://www.postgresql.org/docs/17/indexes-multicolumn.html
 */
export function candidateIndexes({ table, conditions, joins }: Access, keys: readonly string[]): CandidateIndex[] {
  const bare = (all: readonly Condition[], kind: Condition["kind"]): IndexColumn[] =>
    all
      .filter((each) => each.form === "bare" && each.kind === kind && !isOpenPattern(each))
      .map(({ column: name }) => (kind === "pattern" ? { name, operatorClass: "text_pattern_ops" } : { name }));
  const equal = bare(conditions, "equal");
  const ranges = [...bare(conditions, "range"), ...bare(conditions, "pattern")];
  // partitions already narrow their key
  const range = ranges.find(({ name }) => !keys.includes(name)) ?? ranges[0];
  const joined = bare(joins, "equal");
  const wanted = [[...equal, ...(range ? [range] : [])], ...(joined.length > 0 ? [[...joined, ...equal]] : [])];
  return wanted
    .map((columns) => ({ table, columns: [...new Map(columns.map((each) => [each.name, each])).values()] }))
    .filter(({ columns }) => columns.some(({ name }) => !keys.includes(name)));
}

/** The candidate with which the planner leaves the scan and its whole plan costs least; undefined if none is worth it. */
export async function bestIndex(planned: Planned, access: Access, candidates: readonly CandidateIndex[]) {
  const { statement, database, plans } = planned;
  const aliases = new Set(tablesOf(statement.tree).map(({ alias }) => alias));
  const tried: { index: CandidateIndex; cost: number }[] = [];
  for (const index of candidates) {
    const plan = await database.planWithIndex!(index, statement.text);
    if (plan === undefined) continue;
    const after = await accessesOf(plan, database.catalog, aliases);
    const still = after.find(({ table, alias }) => table === access.table && alias === access.alias);
    if (still === undefined || !readsAll(still)) tried.push({ index, cost: plan["Total Cost"] });
  }
  const [best] = tried.sort((a, b) => a.cost - b.cost);
  return best !== undefined && best.cost * WORTH_FACTOR <= plans.generic["Total Cost"] ? best : undefined;
}
