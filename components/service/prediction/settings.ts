import { fields, flag, list, must, oneOf, type Problem, text, wholeNumber } from "../../checks";
import type { Autoscaling } from "../horizontal-scaling";
import { HPA_TOLERANCE_RATIO } from "../memory";

/** What is known beforehand about playback's load. Each signal only raises; load itself still decides above it. */
export interface PredictionSettings {
  /** What one pod serves while it is at the CPU target, from the regression benchmark. Unit: requests a second, 1 to 100,000. */
  readonly requestsPerSecondPerPod: number;
  /** Pods at the peak of an evening without a release. With it a release that no maximum could hold is found beforehand. */
  readonly usualPeakReplicas: number;
  /** Viewers at that peak, against which announced ones are counted. Unit: viewers at once, 1 to 1,000,000,000. */
  readonly usualViewers: number;
  /** Pods to hold while what announces releases cannot be read. Unit: pods, up to the highest floor. */
  readonly blindReplicas: number;
  /** Announced releases. May be empty; those of the past may stay. */
  readonly releases: readonly Release[];
  /** Releases that somebody announces by a message at run time. @default none - the calendar above is all there is */
  readonly releaseWindows?: ReleaseWindowsSettings;
  /**
   * The load in ten minutes, if it goes on as in the last twenty.
   * @default on from a CPU target of 80 percent - below, the head-room of the target does the same for nothing
   */
  readonly trend?: boolean;
  /**
   * The load of this time a week ago, scaled to today's level. Needs eight days of history.
   * @default false - it costs 2 to 4 percent of pod-hours and pays only where releases repeat weekly and nobody announces them
   */
  readonly lastWeek?: boolean;
  /** Floors by the clock. @default none - floors learnt from earlier weeks cost 36 to 88 percent of pod-hours */
  readonly schedules?: readonly FloorSchedule[];
}

/** A release that was announced. From ten minutes before it to fifteen after it, the load's level is multiplied. */
export interface Release {
  /** Small letters, digits and hyphens; a label of the metric. */
  readonly id: string;
  /** ISO 8601 in UTC, to the second: `2026-11-20T08:00:00Z`. */
  readonly at: string;
  /** Expected load over the load before it, rounded up: one that is too small protects little. 1.1 to 10. */
  readonly multiplier: number;
  /** @default every region */
  readonly regions?: readonly string[];
}

export interface ReleaseWindowsSettings {
  /** Pods that each open window is good for; send two messages for twice as many. Unit: pods. */
  readonly replicasPerMessage: number;
  /** How long a message counts: its lead of ten minutes and the rush. Unit: minutes, 1 to 180. */
  readonly openMinutes: number;
}

export const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;
export type Day = (typeof DAYS)[number];

export interface FloorSchedule {
  /** Small letters and digits, part of the trigger's name. */
  readonly name: string;
  /** Days on which it begins. */
  readonly days: readonly Day[];
  /** In the region's own time, `18:30`. */
  readonly from: string;
  /** The next day if not after `from`. */
  readonly to: string;
  /** Unit: pods. */
  readonly replicas: number;
}

/** An autoscaler that is within a tenth of its metric does nothing, so floors are raised by as much to be reached. */
export const RAISE = 1 + HPA_TOLERANCE_RATIO;

/** Highest floor that is reached: raised, it must not exceed the maximum. Unit: pods. */
export function highestFloor(maxReplicas: number): number {
  return Math.floor(maxReplicas / RAISE);
}

/** From this target on the head-room no longer covers the time that a pod takes to start. Unit: percent. */
const TREND_PAYS_PERCENT = 80;

export function trendWanted({ trend }: Pick<PredictionSettings, "trend">, { cpuPercent }: Autoscaling): boolean {
  return trend ?? cpuPercent >= TREND_PAYS_PERCENT;
}

/**
 * Everything wrong with `settings` for a service that scales by `autoscaling`. Pure, and total: bad data is reported, never thrown
 * on.
 */
export function predictionSettingsProblems(path: string, settings: unknown, autoscaling: unknown): Problem[] {
  const { maxReplicas } = Object(autoscaling) as Partial<Autoscaling>;
  const max = Number.isInteger(maxReplicas) && Number(maxReplicas) >= 2 ? Number(maxReplicas) : 1_000;
  const floor = (at: string, value: unknown) =>
    wholeNumber(at, value, 1, highestFloor(max), `pods, ten elevenths of the ${max} of maxReplicas`);
  return [
    ...fields<PredictionSettings>(path, settings, {
      requestsPerSecondPerPod: (at, value) => wholeNumber(at, value, 1, 100_000, "requests a second"),
      usualViewers: (at, value) => wholeNumber(at, value, 1, 1_000_000_000, "viewers"),
      usualPeakReplicas: (at, value) => wholeNumber(at, value, 1, max, "pods, at most maxReplicas"),
      blindReplicas: floor,
      releases: (at, value) => list(at, value, 0, 200, releaseProblems),
      releaseWindows: (at, value) => (value === undefined ? [] : windowsProblems(at, value, floor)),
      trend: (at, value) => (value === undefined ? [] : flag(at, value)),
      lastWeek: (at, value) => (value === undefined ? [] : flag(at, value)),
      schedules: (at, value) =>
        value === undefined ? [] : list(at, value, 0, 20, (each, schedule) => scheduleProblems(each, schedule, floor)),
    }),
    ...releasesTogetherProblems(path, settings, max),
  ];
}

type FloorCheck = (at: string, value: unknown) => Problem[];

function windowsProblems(path: string, windows: unknown, floor: FloorCheck): Problem[] {
  return fields<ReleaseWindowsSettings>(path, windows, {
    replicasPerMessage: floor,
    openMinutes: (at, value) => wholeNumber(at, value, 1, 180, "minutes"),
  });
}

function releaseProblems(path: string, release: unknown): Problem[] {
  return fields<Release>(path, release, {
    id: (at, value) => text(at, value, /^[a-z0-9]+(-[a-z0-9]+)*$/, "be small letters, digits and hyphens"),
    at: (at, value) => must(isMoment(value), at, 'be UTC to the second such as "2026-11-20T08:00:00Z"', value),
    multiplier: (at, value) => must(between(value, 1.1, 10), at, "be 1.1 to 10 times the load", value),
    regions: (at, value) => (value === undefined ? [] : list(at, value, 1, 10, regionName)),
  });
}

const regionName = (path: string, value: unknown) =>
  text(path, value, /^[a-z]{2}(-[a-z]+)+-\d$/, 'be a region such as "eu-west-1"');

const between = (value: unknown, min: number, max: number) => typeof value === "number" && value >= min && value <= max;

/** Also refuses the 30th of February, which JavaScript takes for the 1st of March. */
function isMoment(value: unknown): boolean {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)) return false;
  const time = Date.parse(value);
  return Number.isFinite(time) && new Date(time).toISOString() === value.replace("Z", ".000Z");
}

function scheduleProblems(path: string, schedule: unknown, floor: FloorCheck): Problem[] {
  const { from } = Object(schedule) as Partial<FloorSchedule>;
  return fields<FloorSchedule>(path, schedule, {
    name: (at, value) => text(at, value, /^[a-z][a-z0-9]{0,29}$/, "be up to 30 small letters and digits"),
    days: (at, value) => list(at, value, 1, DAYS.length, (each, day) => oneOf(each, day, DAYS)),
    from: clockProblems,
    to: (at, value) => [...clockProblems(at, value), ...must(value !== from, at, "differ from from", value)],
    replicas: floor,
  });
}

const clockProblems = (path: string, value: unknown) =>
  text(path, value, /^([01]\d|2[0-3]):[0-5]\d$/, 'be a time such as "18:30"');

/** Names must differ, and a release must fit: a floor above the maximum is none. */
function releasesTogetherProblems(path: string, settings: unknown, maxReplicas: number): Problem[] {
  const { releases, schedules, usualPeakReplicas } = Object(settings) as Partial<PredictionSettings>;
  const readable = (Array.isArray(releases) ? releases : []).map((release) => Object(release) as Partial<Release>);
  const named = (Array.isArray(schedules) ? schedules : []).map(
    (schedule) => Object(schedule) as Partial<FloorSchedule>,
  );
  const room = Math.floor((highestFloor(maxReplicas) / Number(usualPeakReplicas)) * 100) / 100;
  return [
    ...readable.flatMap(({ id, multiplier }, i) => [
      ...once(
        `${path}.releases[${i}].id`,
        id,
        readable.slice(0, i).map((other) => other.id),
      ),
      ...must(
        !(Number(multiplier) * Number(usualPeakReplicas) > highestFloor(maxReplicas)),
        `${path}.releases[${i}].multiplier`,
        `fit into maxReplicas: the usual peak of ${usualPeakReplicas} pods leaves ${room}`,
        multiplier,
      ),
    ]),
    ...named.flatMap(({ name }, i) =>
      once(
        `${path}.schedules[${i}].name`,
        name,
        named.slice(0, i).map((other) => other.name),
      ),
    ),
  ];
}

function once(path: string, value: unknown, earlier: readonly unknown[]): Problem[] {
  return must(value === undefined || !earlier.includes(value), path, "appear once", value);
}
