import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { ZOrderColumn } from "../../components/lake/z-order";
import type { Duck } from "./duckdb";

/** Iceberg's order over these columns: their bits in turn, from the top. Leading zeros that all share are left out. */
export function zOrderKey(columns: readonly ZOrderColumn[]): string {
  const most = Math.max(...columns.map(({ bits }) => bits));
  const bits = Array.from({ length: most }, (_, i) => most - 1 - i).flatMap((bit) =>
    columns.map(({ name }) => `((${name} >> ${bit}) & 1)`),
  );
  return bits.map((bit, i) => `(${bit} << ${bits.length - 1 - i})`).join(" | ");
}

/** What a question has to read. */
export interface Scan {
  readonly files: number;
  /** Row groups. */
  readonly groups: number;
  /** Compressed, of the columns that it names. */
  readonly bytes: number;
}

/** One table of DuckDB as Parquet files in zstd, in several orders. */
export class ParquetLayouts {
  constructor(
    private readonly duck: Duck,
    private readonly table: string,
    private readonly rowGroupRows: number,
  ) {}

  /** @param order What stands after ORDER BY. */
  async write(layout: string, order: string, groupsPerFile: number): Promise<void> {
    const folder = this.folder(layout);
    mkdirSync(folder);
    const format = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${this.rowGroupRows}, ROW_GROUPS_PER_FILE ${groupsPerFile}`;
    await this.duck.run(
      `COPY (SELECT * FROM ${this.table} ORDER BY ${order}) TO '${folder}' (${format}, OVERWRITE_OR_IGNORE)`,
    );
    const footers = `SELECT file_name, row_group_id, path_in_schema, total_compressed_size, stats_min_value, stats_max_value`;
    await this.duck.run(`CREATE TABLE "${layout}" AS ${footers} FROM parquet_metadata('${this.files(layout)}')`);
  }

  /** For `FROM`. */
  files(layout: string): string {
    return `${this.folder(layout)}/*.parquet`;
  }

  /** All of a layout, every column. */
  async whole(layout: string): Promise<Scan> {
    const [all] = await this.duck.rows(`
      SELECT count(DISTINCT file_name) AS files, count(DISTINCT (file_name, row_group_id)) AS groups,
        sum(total_compressed_size)::BIGINT AS bytes
      FROM "${layout}"`);
    return { files: Number(all.files), groups: Number(all.groups), bytes: Number(all.bytes) };
  }

  /**
   * What a reader that goes by the footers' bounds has to read for `SELECT sum(read) ... WHERE column = value AND ...`.
   * @param wanted Values of whole numbers, by column.
   */
  async scan(layout: string, wanted: Readonly<Record<string, string>>, read: string): Promise<Scan> {
    const columns = Object.keys(wanted);
    const groups = columns.map(
      (column) => `
        SELECT file_name, row_group_id FROM "${layout}"
        WHERE path_in_schema = '${column}' AND ${wanted[column]} BETWEEN stats_min_value::BIGINT AND stats_max_value::BIGINT`,
    );
    const [found] = await this.duck.rows(`
      WITH wanted AS (${groups.join("\n        INTERSECT")})
      SELECT count(DISTINCT file_name) AS files, count(DISTINCT (file_name, row_group_id)) AS groups,
        coalesce(sum(total_compressed_size), 0)::BIGINT AS bytes
      FROM "${layout}" JOIN wanted USING (file_name, row_group_id)
      WHERE path_in_schema IN (${[...columns, read].map((column) => `'${column}'`).join(", ")})`);
    return { files: Number(found.files), groups: Number(found.groups), bytes: Number(found.bytes) };
  }

  /** Rows that are in one of two layouts and not, or not as often, in the other. */
  async differingRows(one: string, other: string): Promise<number> {
    const [a, b] = [one, other].map((layout) => `SELECT * FROM '${this.files(layout)}'`);
    const [difference] = await this.duck.rows(
      `SELECT count(*)::INTEGER AS rows FROM ((${a} EXCEPT ALL ${b}) UNION ALL (${b} EXCEPT ALL ${a}))`,
    );
    return difference.rows;
  }

  private folder(layout: string): string {
    return join(this.duck.folder, layout);
  }
}
