import { describe, expect, it } from "@jest/globals";
import { EVENING_VIEWING } from "../../../components/lake/daily-traffic";
import { lakeSettingsProblems, platformLakeProblems } from "../../../components/lake/settings";
import { changed } from "../../support/declared";
import { CLOCKS, dev, prod } from "./samples";

const problems = (of: unknown) => lakeSettingsProblems("lake", of).map(({ path, reason }) => `${path}: ${reason}`);

describe("lakeSettingsProblems()", () => {
  it("accepts the sizes of dev and of prod", () => {
    expect([...problems(dev), ...problems(prod)]).toEqual([]);
  });

  it.each([
    ["keepDays", [30, 3_650]],
    ["maxScanGiB", [1, 102_400]],
    ["ingestion.bufferMiB", [1, 128]],
    ["ingestion.bufferSeconds", [60, 900]],
    ["ingestion.retentionHours", [24, 8_760]],
    ["compaction.targetFileMiB", [128, 512]],
    ["compaction.workerType", ["G.1X", "G.2X"]],
    ["compaction.maxWorkers", [2, 149]],
    ["compaction.executionClass", ["STANDARD", "FLEX"]],
    ["compaction.limitMinutes", [30, 240]],
    ["compaction.lookbackDays", [2, 31]],
    ["compaction.snapshotDays", [1, 30]],
    ["warehouse", [undefined]],
    [
      "warehouse.capacity",
      [
        { kind: "base", rpu: 8 },
        { kind: "base", rpu: 512 },
      ],
    ],
    ["warehouse.capacity.level", [1, 25, 50, 75, 100]],
    ["warehouse.maxRpu", [8, 1_024]],
    ["warehouse.hotDays", [7, 400]],
    ["warehouse.dailyRpuHours", [1, 100_000]],
    ["hourlyTraffic", [undefined, EVENING_VIEWING]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends) expect(problems(changed(prod, path, value))).toEqual([]);
  });

  it.each([
    ["glueVersion", "5", 'must be a version of Glue such as "5.0", got "5"'],
    ["athenaVersion", "3", 'must be such as "Athena engine version 3", got "3"'],
    ["keepDays", 29, "must be 30 to 3650 days, got 29"],
    ["keepDays", 3_651, "must be 30 to 3650 days, got 3651"],
    ["maxScanGiB", 0, "must be 1 to 102400 GiB, got 0"],
    ["maxScanGiB", 102_401, "must be 1 to 102400 GiB, got 102401"],
    ["ingestion.bufferMiB", 0, "must be 1 to 128 MiB, got 0"],
    ["ingestion.bufferMiB", 129, "must be 1 to 128 MiB, got 129"],
    ["ingestion.bufferSeconds", 59, "must be 60 to 900 seconds, got 59"],
    ["ingestion.bufferSeconds", 901, "must be 60 to 900 seconds, got 901"],
    ["ingestion.retentionHours", 23, "must be 24 to 8760 hours, got 23"],
    ["ingestion.retentionHours", 8_761, "must be 24 to 8760 hours, got 8761"],
    ["compaction.targetFileMiB", 127, "must be 128 to 512 MiB, got 127"],
    ["compaction.targetFileMiB", 513, "must be 128 to 512 MiB, got 513"],
    ["compaction.workerType", "G.4X", 'must be one of "G.1X", "G.2X", got "G.4X"'],
    ["compaction.maxWorkers", 1, "must be 2 to 149 workers, got 1"],
    ["compaction.maxWorkers", 150, "must be 2 to 149 workers, got 150"],
    ["compaction.executionClass", "SPOT", 'must be one of "STANDARD", "FLEX", got "SPOT"'],
    ["compaction.limitMinutes", 29, "must be 30 to 240 minutes, got 29"],
    ["compaction.limitMinutes", 241, "must be 30 to 240 minutes, got 241"],
    ["compaction.lookbackDays", 1, "must be 2 to 31 days, got 1"],
    ["compaction.lookbackDays", 32, "must be 2 to 31 days, got 32"],
    ["compaction.snapshotDays", 0, "must be 1 to 30 days, got 0"],
    ["compaction.snapshotDays", 31, "must be 1 to 30 days, got 31"],
    ["warehouse.capacity.level", 2, "must be one of 1, 25, 50, 75, 100, got 2"],
    ["warehouse.maxRpu", 4, "must be a multiple of 8 from 8 to 1024 RPU, got 4"],
    ["warehouse.maxRpu", 1_032, "must be a multiple of 8 from 8 to 1024 RPU, got 1032"],
    ["warehouse.maxRpu", 12, "must be a multiple of 8 from 8 to 1024 RPU, got 12"],
    ["warehouse.hotDays", 6, "must be 7 to 400 days, got 6"],
    ["warehouse.hotDays", 401, "must be 7 to 400 days, got 401"],
    ["warehouse.dailyRpuHours", 0, "must be 1 to 100000 RPU-hours, got 0"],
    ["warehouse.dailyRpuHours", 100_001, "must be 1 to 100000 RPU-hours, got 100001"],
    ["hourlyTraffic", [1], "must be a list of 24 to 24, got a list of 1"],
    ["warehouse", null, "must be an object, got null"],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(changed(prod, path, value))).toContain(`lake.${path}: ${reason}`);
  });

  it("keeps a warehouse's base within its maximum", () => {
    const base = (rpu: number) =>
      changed(changed(prod, "warehouse.capacity", { kind: "base", rpu }), "warehouse.maxRpu", 32);
    expect(problems(base(32))).toEqual([]);
    expect(problems(base(40))).toEqual([
      "lake.warehouse.capacity.rpu: must be a multiple of 8 from 8 to 32 RPU, got 40",
    ]);
  });

  it("knows no retention without a stream, and no source but two", () => {
    expect(problems(changed(prod, "ingestion.source", "direct"))).toEqual([
      "lake.ingestion.retentionHours: must be one of the fields source, bufferMiB, bufferSeconds",
    ]);
    expect(problems(changed(dev, "ingestion.source", "msk"))).toEqual([
      'lake.ingestion.source: must be one of "direct", "stream", got "msk"',
    ]);
    expect(problems(changed(prod, "warehouse.capacity", { kind: "free" }))).toEqual([
      'lake.warehouse.capacity.kind: must be one of "base", "price-performance", got "free"',
      "lake.warehouse.capacity.rpu: must be a multiple of 8 from 8 to 512 RPU, got undefined",
    ]);
  });

  it.each([undefined, null, 7, "lake", []])("reports %p instead of throwing", (value) => {
    expect(problems(value)).toEqual([expect.stringMatching(/^lake: must be an object, got /)]);
    for (const part of ["ingestion", "compaction"]) {
      expect(problems(changed(prod, part, value))).toContainEqual(expect.stringMatching(`lake.${part}`));
    }
  });
});

describe("platformLakeProblems()", () => {
  const regions = Object.keys(CLOCKS);
  const problems = (settings: unknown, clocks: any = CLOCKS, zones = 3) =>
    platformLakeProblems("lake", settings, clocks, regions, zones).map(({ path, reason }) => `${path}: ${reason}`);

  it("accepts the sizes of dev and of prod in every region", () => {
    expect([...problems(prod), ...problems(dev), ...problems(dev, CLOCKS, 2)]).toEqual([]);
  });

  it("names each region whose quiet hour is none, and a warehouse without zones", () => {
    const noon = { ...CLOCKS, "eu-west-1": { timezone: "Europe/Dublin", quietHourUtc: 12 } };
    const rule =
      "must leave the run of 180 minutes within the quietest hours (3, 4, 5, 6, 7, 8, 9, 10 in Europe/Dublin)";
    expect(problems(prod, noon, 2)).toEqual([
      "lake.warehouse: must have subnets in 3 zones or more for a warehouse, got 2",
      `clocks.eu-west-1.quietHourUtc: ${rule}, got 12`,
    ]);
  });

  it("leaves missing clocks to those who ask for them, and bad settings to their own checks", () => {
    expect([...problems(prod, undefined), ...problems(prod, {}), ...problems(prod, { "us-east-1": null })]).toEqual([]);
    expect(problems(undefined)).toEqual(["lake: must be an object, got undefined"]);
  });
});
