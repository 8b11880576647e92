import { icebergTable, type Table, tableWith } from "../../iceberg";
import { resourceRule } from "../../rule";

const CODEC = "write.parquet.compression-codec";

/** Iceberg tables whose engines may each choose another codec, or none. */
export function codecGaps(table: Table): string[] {
  const { properties } = icebergTable(table) ?? {};
  if (properties === undefined) return [];
  const codec = properties[CODEC] ?? "not set";
  return codec === "zstd" ? [] : [`${CODEC} must be zstd, got ${codec}`];
}

export const icebergTablesAreZstd = resourceRule<Table>({
  name: "iceberg-tables-are-zstd",
  description: "A question about a day reads a third less from S3, and what lies there for years costs as much less.",
  severity: "low",
  enforcementLevel: "mandatory",
  url: "https://iceberg.apache.org/docs/latest/configuration/#write-properties",
  remediationSteps: "Set write.parquet.compression-codec to zstd.",
  types: ["aws:glue/catalogTable:CatalogTable"],
  gaps: codecGaps,
  examples: {
    good: [{ inputs: tableWith({ properties: { [CODEC]: "zstd" } }) }, { inputs: {} }],
    bad: [
      {
        inputs: tableWith({ properties: { [CODEC]: "snappy" } }),
        gaps: ["write.parquet.compression-codec must be zstd, got snappy"],
      },
      { inputs: tableWith({ properties: {} }), gaps: ["write.parquet.compression-codec must be zstd, got not set"] },
    ],
    missing: { openTableFormatInput: [] },
  },
});
