import { icebergTable, type Table, tableWith } from "../../iceberg";
import { resourceRule } from "../../rule";

const SIZE = "write.target-file-size-bytes";
const MIB = 2 ** 20;
/** What Iceberg aims at where nothing is set. */
const DEFAULT_MIB = 512;

/** Tables whose files are so small that opening them takes longer than reading, or too large to share among workers. */
export function fileSizeGaps(table: Table): string[] {
  const { properties } = icebergTable(table) ?? {};
  if (properties === undefined) return [];
  const mebibytes = properties[SIZE] === undefined ? DEFAULT_MIB : Number(properties[SIZE]) / MIB;
  return mebibytes >= 128 && mebibytes <= 512 ? [] : [`${SIZE} must be 128 to 512 MiB, got ${mebibytes} MiB`];
}

const table = (mebibytes: number): Table => tableWith({ properties: { [SIZE]: String(mebibytes * MIB) } });
const gap = (got: number) => `write.target-file-size-bytes must be 128 to 512 MiB, got ${got} MiB`;

export const icebergFilesAreWorthOpening = resourceRule<Table>({
  name: "iceberg-files-are-worth-opening",
  description: "A question opens tens of files, not ten thousand, and still reads them with all workers at once.",
  severity: "medium",
  enforcementLevel: "mandatory",
  url: "https://docs.aws.amazon.com/prescriptive-guidance/latest/apache-iceberg-on-aws/best-practices-read.html",
  remediationSteps: "Set write.target-file-size-bytes to a value from 134217728 to 536870912.",
  types: ["aws:glue/catalogTable:CatalogTable"],
  gaps: fileSizeGaps,
  examples: {
    good: [{ inputs: table(256) }, { inputs: table(128) }, { inputs: table(512) }, { inputs: {} }],
    bad: [
      { inputs: table(127), gaps: [gap(127)] },
      { inputs: table(513), gaps: [gap(513)] },
    ],
    missing: { openTableFormatInput: [] },
  },
});
