import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Z_ORDER } from "../../../components/lake/tables";
import { cutsPerColumn, type ZOrderColumn } from "../../../components/lake/z-order";
import { PROFILE_ID_BITS, TITLE_ID_BITS, titleKey } from "../../../runtime/lake/playback-event";
import { type Duck, startDuck } from "./duckdb";

/** A day of 131,072 events in the order in which they came; every profile and title may turn up at any time. */
const ROWS = 131_072;
/** Unit: rows. So the day has 64 row groups, whatever the files. */
const ROW_GROUP = 2_048;
const GROUPS = ROWS / ROW_GROUP;

const ARRIVALS = `
  SELECT
    i AS arrival,
    (hash(i, 1) % ${2 ** PROFILE_ID_BITS})::BIGINT AS profile_id,
    (hash(i, 2) % ${2 ** TITLE_ID_BITS})::BIGINT AS title_id,
    (hash(i, 2) % ${2 ** TITLE_ID_BITS})::BIGINT * ${titleKey(1)} AS title_key,
    (hash(i, 3) % 7200)::INTEGER AS watch_seconds
  FROM range(${ROWS}) events(i)`;

/** Iceberg's order over these columns: their bits in turn, from the top. Leading zeros that all share are left out. */
function zOrderKey(columns: readonly ZOrderColumn[]): string {
  const most = Math.max(...columns.map(({ bits }) => bits));
  const bits = Array.from({ length: most }, (_, i) => most - 1 - i).flatMap((bit) =>
    columns.map(({ name }) => `((${name} >> ${bit}) & 1)`),
  );
  return bits.map((bit, i) => `(${bit} << ${bits.length - 1 - i})`).join(" | ");
}

interface Scan {
  readonly groups: number;
  readonly bytes: number;
}

describe("a compacted day", () => {
  let duck: Duck;
  const folders = new Map<string, string>();
  const write = async (name: string, order: string, groupsPerFile: number) => {
    const folder = join(duck.folder, name);
    mkdirSync(folder);
    const format = `FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE ${ROW_GROUP}, ROW_GROUPS_PER_FILE ${groupsPerFile}`;
    await duck.run(`COPY (SELECT * FROM day ORDER BY ${order}) TO '${folder}' (${format}, OVERWRITE_OR_IGNORE)`);
    folders.set(name, folder);
    const footers = `SELECT file_name, row_group_id, path_in_schema, total_compressed_size, stats_min_value, stats_max_value`;
    await duck.run(`CREATE TABLE "${name}" AS ${footers} FROM parquet_metadata('${folder}/*.parquet')`);
  };
  const glob = (layout: string) => `${folders.get(layout)}/*.parquet`;

  /** What a reader that goes by the footers' bounds has to read for `SELECT sum(watch_seconds) ... WHERE column = value`. */
  const scan = async (layout: string, column: string, value: string): Promise<Scan> => {
    const [found] = await duck.rows(`
      WITH wanted AS (
        SELECT file_name, row_group_id FROM "${layout}"
        WHERE path_in_schema = '${column}' AND ${value} BETWEEN stats_min_value::BIGINT AND stats_max_value::BIGINT
      )
      SELECT count(DISTINCT (file_name, row_group_id)) AS groups, sum(total_compressed_size)::BIGINT AS bytes
      FROM "${layout}" JOIN wanted USING (file_name, row_group_id)
      WHERE path_in_schema IN ('${column}', 'watch_seconds')`);
    return { groups: Number(found.groups), bytes: Number(found.bytes) };
  };
  /** Means over every 4,096th event's value: 32 queries. */
  const scans = async (layout: string, column: string): Promise<Scan> => {
    const values = await duck.rows(`SELECT ${column} AS value FROM day WHERE arrival % 4096 = 0 ORDER BY arrival`);
    const all = await Promise.all(values.map(({ value }) => scan(layout, column, value)));
    const mean = (pick: (one: Scan) => number) => all.reduce((sum, one) => sum + pick(one), 0) / all.length;
    return { groups: mean(({ groups }) => groups), bytes: mean(({ bytes }) => bytes) };
  };

  beforeAll(async () => {
    duck = await startDuck();
    await duck.run(`CREATE TABLE day AS ${ARRIVALS}`);
    await write("arrived", "arrival", 1);
    await write("z-ordered", zOrderKey(Z_ORDER), 8);
    await write("by-profile", "profile_id, title_id", 8);
    const bare = Z_ORDER.map(({ name, bits }) => ({ name: name === "title_key" ? "title_id" : name, bits }));
    await write("bare-z-order", zOrderKey(bare), 8);
  });
  afterAll(() => duck.close());

  it("has an eighth of the files, and every event", async () => {
    const files = (layout: string) => duck.rows(`SELECT count(DISTINCT file_name)::INTEGER AS files FROM "${layout}"`);
    expect(await files("arrived")).toEqual([{ files: GROUPS }]);
    expect(await files("z-ordered")).toEqual([{ files: GROUPS / 8 }]);
    const difference = `
      SELECT count(*)::INTEGER AS rows FROM (
        (SELECT * FROM '${glob("arrived")}' EXCEPT ALL SELECT * FROM '${glob("z-ordered")}')
        UNION ALL (SELECT * FROM '${glob("z-ordered")}' EXCEPT ALL SELECT * FROM '${glob("arrived")}'))`;
    expect(await duck.rows(difference)).toEqual([{ rows: 0 }]);
  });

  it("as it arrived, is read as a whole by every question", async () => {
    expect((await scans("arrived", "profile_id")).groups).toBe(GROUPS);
    expect((await scans("arrived", "title_id")).groups).toBe(GROUPS);
  });

  it("lets questions about a profile and about a title skip what the cuts promise", async () => {
    const [profileCuts, titleCuts] = cutsPerColumn(Z_ORDER, GROUPS);
    expect([profileCuts, titleCuts]).toEqual([3, 3]);
    for (const [column, cuts] of [
      ["profile_id", profileCuts!],
      ["title_id", titleCuts!],
    ] as const) {
      const before = await scans("arrived", column);
      const after = await scans("z-ordered", column);
      // Groups are cut by rows and not at powers of two: one that reaches past a border has bounds as wide as both its sides.
      expect(after.groups).toBeGreaterThanOrEqual(GROUPS / 2 ** cuts);
      expect(after.groups).toBeLessThan((2 * GROUPS) / 2 ** cuts);
      expect(before.bytes / after.bytes).toBeGreaterThan(4);
    }
  });

  it("sorted by profile alone, answers about titles from all of it", async () => {
    expect((await scans("by-profile", "profile_id")).groups).toBeLessThan(2);
    expect((await scans("by-profile", "title_id")).groups).toBe(GROUPS);
  });

  it("z-ordered by a title's bare number, does so too: shorter values get no cut", async () => {
    expect((await scans("bare-z-order", "profile_id")).groups).toBeLessThan(2);
    expect((await scans("bare-z-order", "title_id")).groups).toBe(GROUPS);
  });
});
