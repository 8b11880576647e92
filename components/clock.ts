import { fields, must, type Problem, record, wholeNumber } from "./checks";

/** When a region is awake and asleep. */
export interface RegionClock {
  /** IANA zone that prime time is counted in, e.g. `Europe/Dublin`. */
  readonly timezone: string;
  /**
   * First of two quiet hours: snapshots run in it, Sunday's maintenance in the next. Unit: hour of the day in UTC, 0 to 23,
   * because windows of ElastiCache and RDS know no time zone.
   */
  readonly quietHourUtc: number;
}

/** When most viewers watch. Hours of the region's own day, 0 to 23; an evening may end after midnight (19 to 1). */
export interface PrimeTime {
  /** An hour early is right: a new replica first copies its whole shard. */
  readonly fromHour: number;
  readonly toHour: number;
}

/** `hh:00`, `hours` after midnight. */
function clockTime(hours: number): string {
  return `${String(hours % 24).padStart(2, "0")}:00`;
}

/** The quiet hour of every day, as ElastiCache and RDS write it: `07:00-08:00`, UTC. */
export function snapshotWindow(quietHourUtc: number): string {
  return `${clockTime(quietHourUtc)}-${clockTime(quietHourUtc + 1)}`;
}

/** The hour after Sunday's quiet hour: `sun:08:00-sun:09:00`, UTC. Both services reject one that meets the snapshot window. */
export function maintenanceWindow(quietHourUtc: number): string {
  const moment = (hours: number) => `${hours < 24 ? "sun" : "mon"}:${clockTime(hours)}`;
  return `${moment(quietHourUtc + 1)}-${moment(quietHourUtc + 2)}`;
}

function isTimezone(name: unknown): boolean {
  if (typeof name !== "string") return false;
  try {
    Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false; // a RangeError is how Intl says no
  }
}

export function clockProblems(path: string, clock: unknown): Problem[] {
  return fields<RegionClock>(path, clock, {
    timezone: (at, value) => must(isTimezone(value), at, 'be an IANA time zone such as "Europe/Dublin"', value),
    quietHourUtc: (at, value) => wholeNumber(at, value, 0, 23, "o'clock"),
  });
}

/** Problems of the clock of each of `regionNames`. One of another region is ignored: whoever lacks one says so. */
export function clocksProblems(path: string, clocks: unknown, regionNames: readonly string[]): Problem[] {
  const noRecord = record(path, clocks, () => []);
  if (noRecord.length > 0) return noRecord;
  return regionNames.flatMap((region) =>
    clockProblems(`${path}.${region}`, (clocks as Record<string, unknown>)[region]),
  );
}

/** Problems of the two hours; whatever else `primeTime` holds is its owner's to check. */
export function primeTimeProblems(path: string, primeTime: unknown): Problem[] {
  const noRecord = record(path, primeTime, () => []);
  if (noRecord.length > 0) return noRecord;
  const { fromHour, toHour } = primeTime as Partial<PrimeTime>;
  return [
    ...wholeNumber(`${path}.fromHour`, fromHour, 0, 23, "o'clock"),
    ...wholeNumber(`${path}.toHour`, toHour, 0, 23, "o'clock"),
    ...must(fromHour === undefined || fromHour !== toHour, `${path}.toHour`, "differ from fromHour", toHour),
  ];
}
