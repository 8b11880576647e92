const { floor, round } = Math; // looked up once: a replay of a year asks millions of times

export const MINUTES_OF_WEEK = 7 * 1_440;

/** Offsets change at quarter hours at the finest. Unit: seconds. */
const QUARTER_SECONDS = 900;
/** 1970 began on a Thursday. Unit: minutes, from Sunday on. */
const EPOCH_MINUTE = 4 * 1_440;

interface Zone {
  readonly format: Intl.DateTimeFormat;
  quarter: number;
  offsetMinutes: number;
}

const zones = new Map<string, Zone>();

/** Minutes since the last Sunday's midnight in an IANA zone. @throws {RangeError} for a zone that does not exist. */
export function localMinuteOfWeek(seconds: number, timezone: string): number {
  const minutes = floor(seconds / 60) + EPOCH_MINUTE + offsetMinutes(seconds, timezone);
  return ((minutes % MINUTES_OF_WEEK) + MINUTES_OF_WEEK) % MINUTES_OF_WEEK;
}

function offsetMinutes(seconds: number, timezone: string): number {
  if (timezone === "UTC") return 0;
  let zone = zones.get(timezone);
  if (zone === undefined) {
    const fields = { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" } as const;
    const format = new Intl.DateTimeFormat("en-US", { timeZone: timezone, hourCycle: "h23", ...fields });
    zone = { format, quarter: Number.NaN, offsetMinutes: 0 };
    zones.set(timezone, zone);
  }
  const quarter = floor(seconds / QUARTER_SECONDS);
  if (quarter !== zone.quarter) {
    const at = quarter * QUARTER_SECONDS;
    const part = Object.fromEntries(
      zone.format.formatToParts(at * 1000).map(({ type, value }) => [type, Number(value)]),
    );
    const { year, month, day, hour, minute } = part as Record<string, number>;
    const local = Date.UTC(year as number, (month as number) - 1, day, hour, minute);
    zone.quarter = quarter;
    zone.offsetMinutes = round((local - at * 1000) / 60_000);
  }
  return zone.offsetMinutes;
}
