import type { PlanRule } from "../rule";
import { columnsStandAlone } from "./columns-stand-alone";
import { comparisonsKeepTheType } from "./comparisons-keep-the-type";
import { filtersHaveAnIndex } from "./filters-have-an-index";
import { patternsBeginWithText } from "./patterns-begin-with-text";
import { queriesNameAPartition } from "./queries-name-a-partition";

/** Rules that look at plans. */
export const planRules: readonly PlanRule[] = [
  filtersHaveAnIndex,
  queriesNameAPartition,
  columnsStandAlone,
  comparisonsKeepTheType,
  patternsBeginWithText,
];
