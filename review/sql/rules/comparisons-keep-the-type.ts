import { castIsWritten } from "../cast";
import type { PlanRule } from "../rule";
import { placeOfColumn } from "../source-place";
import { whatIsUnused, wrappedConditions } from "./wrapped";

/** Values of another type, for whose sake PostgreSQL converts the column of every row. */
export const comparisonsKeepTheType: PlanRule = {
  name: "comparisons-keep-the-type",
  why: "A value of the column's own type is looked up; for one of a wider type the column is converted row by row.",
  gaps(planned) {
    return wrappedConditions(planned)
      .filter(({ condition }) => condition.form === "cast" && !castIsWritten(planned.statement, condition.column))
      .map((wrapped) => {
        const { access, condition } = wrapped;
        return {
          severity: "high",
          offset: placeOfColumn(planned.statement, access.alias, condition.column),
          message: `${condition.column} is converted to the type of the value beside it, so ${whatIsUnused(wrapped)} cannot be used`,
          mend: `give the value the type of ${access.table}.${condition.column}`,
        };
      });
  },
};
