import type { Condition } from "../condition";
import { type PlanRule, readsAll } from "../rule";
import { placeOfColumn } from "../source-place";

/** Whether a condition is LIKE with a pattern that the statement holds and that may begin with anything. */
export const isOpenPattern = ({ pattern }: Condition) => pattern !== undefined && /^[%_]/.test(pattern);

/** LIKE with a pattern that may begin with anything. */
export const patternsBeginWithText: PlanRule = {
  name: "patterns-begin-with-text",
  why: "An index is sorted by its first letters, as a dictionary is: a word's end finds nothing in it.",
  gaps({ accesses, statement }) {
    return accesses.filter(readsAll).flatMap(({ table, alias, conditions }) =>
      conditions.filter(isOpenPattern).map(({ column, pattern }) => ({
        severity: "high",
        offset: placeOfColumn(statement, alias, column),
        message: `the pattern '${pattern}' has every row of ${table} compared`,
        mend: `begin the pattern with text, or give ${column} an index of trigrams (pg_trgm)`,
      })),
    );
  },
};
