import type { Problem } from "../checks";
import { isRecord, notRecord, shown, whole } from "./shape";

/** When a region is awake and asleep. */
export interface RegionClock {
  /** IANA zone that prime time is counted in, e.g. `Europe/Dublin`. */
  readonly timezone: string;
  /**
   * First of two quiet hours: snapshots run in it, Sunday's maintenance in the next. Unit: hour of the day in UTC, 0 to 23,
   * because ElastiCache windows know no time zone.
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

/** The quiet hour of every day, as ElastiCache writes it: `07:00-08:00`, UTC. */
export function snapshotWindow(quietHourUtc: number): string {
  return `${clockTime(quietHourUtc)}-${clockTime(quietHourUtc + 1)}`;
}

/** The hour after Sunday's quiet hour: `sun:08:00-sun:09:00`, UTC. The service rejects one that meets the snapshot window. */
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
  if (!isRecord(clock)) return notRecord(path, clock);
  const reason = `must be an IANA time zone such as "Europe/Dublin", got ${shown(clock.timezone)}`;
  return [
    ...(isTimezone(clock.timezone) ? [] : [{ path: `${path}.timezone`, reason }]),
    ...whole(`${path}.quietHourUtc`, clock.quietHourUtc, 0, 23, "o'clock"),
  ];
}

export function primeTimeProblems(path: string, primeTime: unknown): Problem[] {
  if (!isRecord(primeTime)) return notRecord(path, primeTime);
  const { fromHour, toHour } = primeTime;
  const same = { path: `${path}.toHour`, reason: `must differ from fromHour, got ${shown(toHour)}` };
  return [
    ...whole(`${path}.fromHour`, fromHour, 0, 23, "o'clock"),
    ...whole(`${path}.toHour`, toHour, 0, 23, "o'clock"),
    ...(fromHour !== undefined && fromHour === toHour ? [same] : []),
  ];
}
