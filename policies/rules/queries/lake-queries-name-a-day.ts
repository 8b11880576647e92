import type * as aws from "@pulumi/aws";
import { type Inputs, resourceRule } from "../../rule";
import { statements } from "../../sql";

type Query = Inputs<aws.athena.NamedQueryArgs, "query">;

interface Settings {
  readonly partitions: Readonly<Record<string, string>>;
}

/** Queries that read a partitioned table from its first day on. Its metadata tables, in quotes with `$`, are small. */
export function dayGaps({ query = "" }: Query, { settings }: { readonly settings: Settings }): string[] {
  return Object.entries(settings.partitions).flatMap(([table, column]) =>
    statements(query)
      .filter((statement) => new RegExp(`\\b(?:FROM|JOIN) (?:\\w+\\.)?${table}\\b(?!\\$)`, "i").test(statement))
      .filter((statement) => !new RegExp(`\\bWHERE\\b.*\\b${column}\\b`, "i").test(statement))
      .map(() => `query must have ${column} in its WHERE, since ${table} is partitioned by it`),
  );
}

const gap = "query must have dt in its WHERE, since playback_events is partitioned by it";

export const lakeQueriesNameADay = resourceRule<Query, Settings>({
  name: "lake-queries-name-a-day",
  description: "A question takes as long as the days that it asks about, however many years lie beside them.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/athena/latest/ug/performance-tuning-data-optimization-techniques.html",
  remediationSteps: "Add a condition on the partition column, such as dt >= current_date - INTERVAL '7' DAY.",
  settings: {
    partitions: {
      type: "object",
      default: { playback_events: "dt" },
      description: "Partition column by table.",
    },
  },
  types: ["aws:athena/namedQuery:NamedQuery"],
  gaps: dayGaps,
  examples: {
    good: [
      { inputs: { query: "SELECT count(*) FROM playback_events WHERE dt = current_date" } },
      { inputs: { query: 'SELECT file_path FROM "playback_events$files"' } },
      { inputs: { query: "SELECT hour_utc FROM hourly_traffic" } },
    ],
    bad: [
      { inputs: { query: "SELECT count(*) FROM playback_events" }, gaps: [gap] },
      { inputs: { query: "SELECT dt, count(*) FROM lake.playback_events GROUP BY dt" }, gaps: [gap] },
    ],
    missing: { query: [] },
  },
});
