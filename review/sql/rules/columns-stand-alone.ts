import { castIsWritten } from "../cast";
import type { PlanRule } from "../rule";
import { placeOfColumn } from "../source-place";
import { whatIsUnused, wrappedConditions } from "./wrapped";

/** Functions, operators and casts around a column that an index or the partitions would serve. */
export const columnsStandAlone: PlanRule = {
  name: "columns-stand-alone",
  why: "An index and a partition hold the values of a column, not those of a function of it.",
  gaps(planned) {
    return wrappedConditions(planned)
      .filter(({ condition }) => condition.form === "expression" || castIsWritten(planned.statement, condition.column))
      .map((wrapped) => {
        const { access, condition } = wrapped;
        return {
          severity: "high",
          offset: placeOfColumn(planned.statement, access.alias, condition.column),
          message: `${condition.column} stands inside an expression, so ${whatIsUnused(wrapped)} cannot be used`,
          mend: `compare ${condition.column} itself, with the expression turned round on the other side`,
        };
      });
  },
};
