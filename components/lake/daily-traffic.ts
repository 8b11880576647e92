import { list, must, type Problem } from "../checks";
import type { RegionClock } from "../clock";

const HOURS = 24;

/** Hours that count as the trough: the quietest third of the day. */
const TROUGH_HOURS = 8;

/**
 * A day of viewing by the viewers' own clock, from midnight on, in percent of its busiest hour. A shape to start with: quiet before dawn,
 * busiest at nine in the evening. The table `hourly_traffic` tells the real one after a month; put that into `hourlyTraffic` then.
 */
export const EVENING_VIEWING: readonly number[] = [
  70, 48, 32, 21, 15, 13, 14, 18, 22, 26, 30, 34, 39, 42, 44, 47, 53, 62, 73, 85, 95, 100, 97, 86,
];

/** The quietest hours of a day of `hourlyTraffic`, ascending; of equal ones the earlier. Unit: hour of the day, 0 to 23. */
export function troughHours(hourlyTraffic: readonly number[]): number[] {
  return hourlyTraffic
    .map((traffic, hour) => ({ traffic, hour }))
    .sort((a, b) => a.traffic - b.traffic || a.hour - b.hour)
    .slice(0, TROUGH_HOURS)
    .map(({ hour }) => hour)
    .sort((a, b) => a - b);
}

/** A January and a July day: between them lie both offsets of every zone that has daylight saving. */
const SAMPLE_DAYS = [Date.UTC(2026, 0, 15), Date.UTC(2026, 6, 15)];

const MINUTE_MILLIS = 60_000;

/**
 * Hours of the viewers' day, ascending and in every season, that a run of `minutes` from `clock.quietHourUtc` on may touch.
 * Unit: hour of the day, 0 to 23.
 */
export function touchedHours({ timezone, quietHourUtc }: RegionClock, minutes: number): number[] {
  const local = new Intl.DateTimeFormat("en", { timeZone: timezone, hour: "numeric", hourCycle: "h23" });
  const touched = new Set<number>();
  for (const day of SAMPLE_DAYS) {
    for (let minute = 0; minute < minutes; minute++) {
      touched.add(Number(local.format(day + (quietHourUtc * 60 + minute) * MINUTE_MILLIS)));
    }
  }
  return [...touched].sort((a, b) => a - b);
}

/** A problem when a run of `minutes` leaves the trough of the region's traffic. `clock` must be a valid one. */
export function offPeakProblems(
  path: string,
  clock: RegionClock,
  minutes: number,
  hourlyTraffic: readonly number[],
): Problem[] {
  const trough = troughHours(hourlyTraffic);
  const outside = touchedHours(clock, minutes).filter((hour) => !trough.includes(hour));
  const rule = `leave the run of ${minutes} minutes within the quietest hours (${trough.join(", ")} in ${clock.timezone})`;
  return must(outside.length === 0, path, rule, clock.quietHourUtc);
}

export function hourlyTrafficProblems(path: string, traffic: unknown): Problem[] {
  const shape = list(path, traffic, HOURS, HOURS, (at, value) =>
    must(typeof value === "number" && Number.isFinite(value) && value >= 0, at, "be 0 or more", value),
  );
  if (shape.length > 0) return shape;
  return must(new Set(traffic as number[]).size > 1, path, "have quieter and busier hours", traffic);
}
