import { resourceRule } from "../../rule";
import { type HoldsSql, sqlOf } from "../../sql";

/** Queries that read every column of a table that is stored by columns, and break when one is added. */
export function starGaps(holder: HoldsSql): string[] {
  return sqlOf(holder)
    .filter(({ statement }) => /\bSELECT (?:DISTINCT )?(?:\w+\.)?\*/i.test(statement))
    .map(({ at }) => `${at} must name its columns in place of SELECT *`);
}

export const queriesNameTheirColumns = resourceRule<HoldsSql>({
  name: "queries-name-their-columns",
  description:
    "A query reads the columns that it needs: in the lake a tenth of the bytes, in Aurora from the index alone.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/athena/latest/ug/performance-tuning-query-optimization-techniques.html",
  remediationSteps: "Name the columns that the query needs.",
  types: ["aws:athena/namedQuery:NamedQuery", "aws:redshiftdata/statement:Statement"],
  gaps: starGaps,
  examples: {
    good: [
      { inputs: { query: "SELECT region, count(*) FROM playback_events WHERE dt = current_date GROUP BY region" } },
      { inputs: { query: "-- SELECT *\nSELECT title_id FROM playback_events" } },
    ],
    bad: [
      {
        inputs: { query: "SELECT * FROM playback_events" },
        gaps: ["query must name its columns in place of SELECT *"],
      },
      {
        type: "aws:redshiftdata/statement:Statement",
        inputs: { sql: "CREATE VIEW hot.all AS SELECT DISTINCT e.* FROM hot.playback_events e" },
        gaps: ["sql must name its columns in place of SELECT *"],
      },
    ],
    missing: { query: [], sql: [] },
  },
});
