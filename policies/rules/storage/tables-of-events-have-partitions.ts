import { icebergTable, type Table, tableWith } from "../../iceberg";
import { resourceRule } from "../../rule";

/** Tables of what happens all day without partitions: a question about one day reads all of them. */
export function partitionGaps(table: Table): string[] {
  const { schema, partitionSpec } = icebergTable(table) ?? {};
  // Glue takes the type as JSON, so a name stands in quotes.
  const hasTime = (schema?.fields ?? []).some(({ type = "" }) => /^"?timestamp/.test(type));
  if (!hasTime || (partitionSpec?.fields ?? []).length > 0) return [];
  return ["partitionSpec must have a field, such as the day, since the table has a timestamp"];
}

const fields = [
  { name: "dt", type: '"date"' },
  { name: "event_ts", type: '"timestamptz"' },
];
const gap = "partitionSpec must have a field, such as the day, since the table has a timestamp";

export const tablesOfEventsHavePartitions = resourceRule<Table>({
  name: "tables-of-events-have-partitions",
  description:
    "A question about yesterday reads yesterday: its time and price do not grow with the years that are kept.",
  severity: "high",
  enforcementLevel: "mandatory",
  url: "https://iceberg.apache.org/docs/latest/partitioning/",
  remediationSteps: "Add a partition field for the day to partitionSpec.",
  types: ["aws:glue/catalogTable:CatalogTable"],
  gaps: partitionGaps,
  examples: {
    good: [
      { inputs: tableWith({ schema: { fields }, partitionSpec: { fields: [{ name: "dt" }] } }) },
      { inputs: tableWith({ schema: { fields: fields.slice(0, 1) } }) },
    ],
    bad: [
      { inputs: tableWith({ schema: { fields }, partitionSpec: { fields: [] } }), gaps: [gap] },
      { inputs: tableWith({ schema: { fields } }), gaps: [gap] },
    ],
    missing: { openTableFormatInput: [], "openTableFormatInput.icebergInput.icebergTableInput.partitionSpec": [gap] },
  },
});
