import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { Z_ORDER } from "../../../components/lake/tables";
import { cutsPerColumn } from "../../../components/lake/z-order";
import { PROFILE_ID_BITS, TITLE_ID_BITS, titleKey } from "../../../runtime/lake/playback-event";
import { type Duck, startDuck } from "../../support/duckdb";
import { ParquetLayouts, type Scan, zOrderKey } from "../../support/parquet-layouts";

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

describe("a compacted day", () => {
  let duck: Duck;
  let layouts: ParquetLayouts;
  /** Means over every 4,096th event's value: 32 queries. */
  const scans = async (layout: string, column: string) => {
    const values = await duck.rows(`SELECT ${column} AS value FROM day WHERE arrival % 4096 = 0 ORDER BY arrival`);
    const all = await Promise.all(
      values.map(({ value }) => layouts.scan(layout, { [column]: value }, "watch_seconds")),
    );
    const mean = (pick: (one: Scan) => number) => all.reduce((sum, one) => sum + pick(one), 0) / all.length;
    return { groups: mean(({ groups }) => groups), bytes: mean(({ bytes }) => bytes) };
  };

  beforeAll(async () => {
    duck = await startDuck();
    await duck.run(`CREATE TABLE day AS ${ARRIVALS}`);
    layouts = new ParquetLayouts(duck, "day", ROW_GROUP);
    await layouts.write("arrived", "arrival", 1);
    await layouts.write("z-ordered", zOrderKey(Z_ORDER), 8);
    await layouts.write("by-profile", "profile_id, title_id", 8);
    const bare = Z_ORDER.map(({ name, bits }) => ({ name: name === "title_key" ? "title_id" : name, bits }));
    await layouts.write("bare-z-order", zOrderKey(bare), 8);
  });
  afterAll(() => duck.close());

  it("has an eighth of the files, and every event", async () => {
    expect((await layouts.whole("arrived")).files).toBe(GROUPS);
    expect((await layouts.whole("z-ordered")).files).toBe(GROUPS / 8);
    expect(await layouts.differingRows("arrived", "z-ordered")).toBe(0);
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
