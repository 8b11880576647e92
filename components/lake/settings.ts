import { fields, must, oneOf, type Problem, text, wholeNumber } from "../checks";
import { clockProblems, type RegionClock } from "../clock";
import { EVENING_VIEWING, hourlyTrafficProblems, offPeakProblems } from "./daily-traffic";
import { FILE_MIB } from "./tables";

/** How events are kept, put in order and queried: plain data, the same in every region. */
export interface LakeSettings {
  /** Of Glue, from `stacks/versions.ts`; it brings Spark and Iceberg along. */
  readonly glueVersion: string;
  /** Of Athena, from `stacks/versions.ts`. */
  readonly athenaVersion: string;
  readonly ingestion: IngestionSettings;
  /** How long events are kept; what they were by hour is kept for good. Unit: days, 30 to 3,650. */
  readonly keepDays: number;
  readonly compaction: CompactionSettings;
  /** A query that reads more is stopped. Unit: GiB, 1 to 102,400. */
  readonly maxScanGiB: number;
  /**
   * The last weeks in Redshift, for queries that come often.
   * @default none - Athena answers everything, a little later
   */
  readonly warehouse?: WarehouseSettings;
  /**
   * A day of viewing by the viewers' own clock: 24 numbers from midnight on, in any unit.
   * @default EVENING_VIEWING - until `hourly_traffic` has a month of its own
   */
  readonly hourlyTraffic?: readonly number[];
}

/** `direct` costs nothing when nothing comes. `stream` can be read by others too, and again. */
export type IngestionSettings = DirectIngestion | StreamIngestion;

interface Buffering {
  /** Firehose writes after so many MiB... Unit: MiB of incoming records, 1 to 128, so that every file is below the smallest kept. */
  readonly bufferMiB: number;
  /** ...or after so many seconds, whatever comes first. Unit: seconds, 60 to 900: each write is a commit. */
  readonly bufferSeconds: number;
}

export interface DirectIngestion extends Buffering {
  readonly source: "direct";
}

export interface StreamIngestion extends Buffering {
  readonly source: "stream";
  /** How long Kinesis keeps what was read. Unit: hours, 24 to 8,760. */
  readonly retentionHours: number;
}

export interface CompactionSettings {
  /** Unit: MiB, 128 to 512. */
  readonly targetFileMiB: number;
  readonly workerType: "G.1X" | "G.2X";
  /** The most that work at once; Glue starts as many as there is work for. Unit: workers, 2 to 149. */
  readonly maxWorkers: number;
  /** `FLEX` is a third cheaper and may wait for its workers. */
  readonly executionClass: "STANDARD" | "FLEX";
  /** Then the run ends, finished or not; tomorrow's goes on. Unit: minutes, 30 to 240. */
  readonly limitMinutes: number;
  /** Closed days that are looked at, for late events and nights that failed. Unit: days, 2 to 31. */
  readonly lookbackDays: number;
  /** How long the table can be read as it was. Unit: days, 1 to 30. */
  readonly snapshotDays: number;
}

export interface WarehouseSettings {
  readonly capacity: WarehouseCapacity;
  /** Unit: RPU, a multiple of 8 from 8 to 1,024. */
  readonly maxRpu: number;
  /** Days that are kept. Unit: days, 7 to 400. */
  readonly hotDays: number;
  /** A ticket is filed on the day that needs more. Unit: RPU-hours, 1 to 100,000. */
  readonly dailyRpuHours: number;
}

/** A size that it starts with, or how much it may cost to be quick: 1 is cheapest, 100 quickest. */
export type WarehouseCapacity =
  | { readonly kind: "base"; readonly rpu: number }
  | { readonly kind: "price-performance"; readonly level: 1 | 25 | 50 | 75 | 100 };

/**
 * Of the bigger type in one job. Source: https://docs.aws.amazon.com/glue/latest/dg/aws-glue-api-jobs-job.html
 */
const MAX_WORKERS = 149;

/** The last days that every load repeats, for late events. Unit: days. */
export const RELOAD_DAYS = 2;

/**
 * Zones that Redshift Serverless wants subnets in.
 * Source: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-usage-considerations.html
 */
const WAREHOUSE_ZONES = 3;

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function lakeSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<LakeSettings>(path, settings, {
    glueVersion: (at, value) => text(at, value, /^\d\.\d$/, 'be a version of Glue such as "5.0"'),
    athenaVersion: (at, value) => text(at, value, /^Athena engine version \d$/, 'be such as "Athena engine version 3"'),
    ingestion: ingestionProblems,
    keepDays: (at, value) => wholeNumber(at, value, 30, 3_650, "days"),
    compaction: compactionProblems,
    maxScanGiB: (at, value) => wholeNumber(at, value, 1, 102_400, "GiB"),
    warehouse: (at, value) => (value === undefined ? [] : warehouseProblems(at, value)),
    hourlyTraffic: (at, value) => (value === undefined ? [] : hourlyTrafficProblems(at, value)),
  });
}

/**
 * Problems of the lake of a whole platform: of the settings, of regions that lack a zone for the warehouse, and of clocks whose quiet
 * hour lies outside of the trough. Total, as `lakeSettingsProblems` is.
 */
export function platformLakeProblems(
  path: string,
  settings: unknown,
  clocks: Readonly<Record<string, RegionClock>> | undefined,
  regionNames: readonly string[],
  fewestZones: number,
): Problem[] {
  const own = lakeSettingsProblems(path, settings);
  if (own.length > 0) return own;
  return [
    ...zonesProblems(`${path}.warehouse`, settings, fewestZones),
    ...regionNames.flatMap((region) =>
      nightlyHourProblems(`clocks.${region}.quietHourUtc`, settings, clocks?.[region]),
    ),
  ];
}

/** A problem when a warehouse has fewer zones than Redshift wants. Silent about settings that are wrong in themselves. */
export function zonesProblems(path: string, settings: unknown, zones: number): Problem[] {
  const { warehouse } = (settings ?? {}) as Partial<LakeSettings>;
  const rule = `have subnets in ${WAREHOUSE_ZONES} zones or more for a warehouse`;
  return must(warehouse === undefined || zones >= WAREHOUSE_ZONES, path, rule, zones);
}

/**
 * A problem when the nightly job would leave the trough of the region's traffic. Silent about settings or a clock that are wrong in
 * themselves: their own checks speak.
 */
export function nightlyHourProblems(path: string, settings: unknown, clock: unknown): Problem[] {
  if (lakeSettingsProblems("", settings).length > 0 || clockProblems("", clock).length > 0) return [];
  const { compaction, hourlyTraffic = EVENING_VIEWING } = settings as LakeSettings;
  return offPeakProblems(path, clock as RegionClock, compaction.limitMinutes, hourlyTraffic);
}

function ingestionProblems(path: string, ingestion: unknown): Problem[] {
  const { source } = (ingestion ?? {}) as Partial<IngestionSettings>;
  const buffering = {
    source: (at: string, value: unknown) => oneOf(at, value, ["direct", "stream"]),
    bufferMiB: (at: string, value: unknown) => wholeNumber(at, value, 1, FILE_MIB.min, "MiB"),
    bufferSeconds: (at: string, value: unknown) => wholeNumber(at, value, 60, 900, "seconds"),
  };
  if (source !== "stream") return fields<DirectIngestion>(path, ingestion, buffering);
  return fields<StreamIngestion>(path, ingestion, {
    ...buffering,
    retentionHours: (at, value) => wholeNumber(at, value, 24, 8_760, "hours"),
  });
}

function compactionProblems(path: string, compaction: unknown): Problem[] {
  return fields<CompactionSettings>(path, compaction, {
    targetFileMiB: (at, value) => wholeNumber(at, value, FILE_MIB.min, FILE_MIB.max, "MiB"),
    workerType: (at, value) => oneOf(at, value, ["G.1X", "G.2X"]),
    maxWorkers: (at, value) => wholeNumber(at, value, 2, MAX_WORKERS, "workers"),
    executionClass: (at, value) => oneOf(at, value, ["STANDARD", "FLEX"]),
    limitMinutes: (at, value) => wholeNumber(at, value, 30, 240, "minutes"),
    lookbackDays: (at, value) => wholeNumber(at, value, 2, 31, "days"),
    snapshotDays: (at, value) => wholeNumber(at, value, 1, 30, "days"),
  });
}

/** Source of the sizes: https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-capacity.html */
function warehouseProblems(path: string, warehouse: unknown): Problem[] {
  const { maxRpu } = (warehouse ?? {}) as Partial<WarehouseSettings>;
  const most = Number.isInteger(maxRpu) ? Math.min(Number(maxRpu), 1_024) : 1_024;
  return fields<WarehouseSettings>(path, warehouse, {
    capacity: (at, value) => capacityProblems(at, value, most),
    maxRpu: (at, value) => rpuProblems(at, value, 1_024),
    hotDays: (at, value) => wholeNumber(at, value, 7, 400, "days"),
    dailyRpuHours: (at, value) => wholeNumber(at, value, 1, 100_000, "RPU-hours"),
  });
}

function capacityProblems(path: string, capacity: unknown, maxRpu: number): Problem[] {
  const { kind } = (capacity ?? {}) as Partial<WarehouseCapacity>;
  if (kind === "price-performance") {
    return fields<Extract<WarehouseCapacity, { kind: "price-performance" }>>(path, capacity, {
      kind: () => [],
      level: (at, value) => oneOf(at, value, [1, 25, 50, 75, 100]),
    });
  }
  return fields<Extract<WarehouseCapacity, { kind: "base" }>>(path, capacity, {
    kind: (at, value) => oneOf(at, value, ["base", "price-performance"]),
    rpu: (at, value) => rpuProblems(at, value, maxRpu),
  });
}

function rpuProblems(path: string, rpu: unknown, max: number): Problem[] {
  const holds = Number.isInteger(rpu) && Number(rpu) % 8 === 0 && Number(rpu) >= 8 && Number(rpu) <= max;
  return must(holds, path, `be a multiple of 8 from 8 to ${max} RPU`, rpu);
}
