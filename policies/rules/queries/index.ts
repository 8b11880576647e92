import { indexesAreBuiltBesideWrites } from "./indexes-are-built-beside-writes";
import { lakeQueriesNameADay } from "./lake-queries-name-a-day";
import { queriesNameTheirColumns } from "./queries-name-their-columns";

export const queries = [indexesAreBuiltBesideWrites, lakeQueriesNameADay, queriesNameTheirColumns];
