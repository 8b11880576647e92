import { execFileSync } from "node:child_process";

/** A column of a Parquet file, over all of its row groups. */
export interface ColumnFooter {
  readonly codec: string;
  /** Of the values: levels are always run-length encoded. */
  readonly encodings: readonly string[];
  readonly compressedBytes: number;
}

/** hyparquet is an ES module, which Jest cannot load: it runs in a process of its own. */
const SCRIPT = `
import { readFileSync } from "node:fs";
import { parquetMetadata } from "hyparquet";
const file = readFileSync(process.argv[1]);
const { row_groups } = parquetMetadata(file.buffer.slice(file.byteOffset, file.byteOffset + file.byteLength));
const columns = {};
for (const { columns: chunks } of row_groups) {
  for (const { meta_data } of chunks) {
    const column = (columns[meta_data.path_in_schema.join(".")] ??= { codec: meta_data.codec, encodings: [], compressedBytes: 0 });
    column.encodings = [...new Set([...column.encodings, ...meta_data.encodings])].sort();
    column.compressedBytes += Number(meta_data.total_compressed_size);
  }
}
console.log(JSON.stringify(columns));
`;

/** What a file's footer says of each column, read by another implementation than the one that wrote it. */
export function parquetFooter(path: string): Record<string, ColumnFooter> {
  const columns = JSON.parse(
    execFileSync(process.execPath, ["--input-type=module", "-e", SCRIPT, path], { encoding: "utf8" }),
  );
  for (const column of Object.values<{ encodings: string[] }>(columns)) {
    column.encodings = column.encodings.filter((encoding) => encoding !== "RLE");
  }
  return columns;
}
