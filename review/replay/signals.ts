import { localMinuteOfWeek, MINUTES_OF_WEEK } from "./local-time";
import { type Observed, RULE_SECONDS } from "./observed";
import type { Signal } from "./simulate";

const { ceil, floor, max, min } = Math; // looked up once: a replay of a year asks millions of times

/** While it is open, the load's level from before is multiplied. */
export interface ReleaseWindow {
  /** Unit: seconds since 1970. */
  readonly from: number;
  /** The first moment after it. */
  readonly until: number;
  /** Expected load over the load before it. */
  readonly multiplier: number;
}

/** From ten minutes before a release to fifteen after: less lead misses the rush, and later the level would be the rush's own. */
export function windowOf(at: number, multiplier: number): ReleaseWindow {
  return { from: at - 600, until: at + 900, multiplier };
}

/** Floors are raised past the autoscaler's tolerance: a floor of 40 moves nobody who has 37 pods. */
export const RAISE = 1.1;

const WEEK_SECONDS = 7 * 86_400;
const HALF_HOUR = 1_800;
const TEN_MINUTES = 600;

/** What forecasts are made of: pods' worth of CPU as recorded, the utilization to aim at, and how old the record is. */
export interface Recorded {
  readonly observed: Observed;
  readonly cpuTarget: number;
  readonly lagSeconds: number;
}

/** The load some minutes on, if it goes on as lately. */
export function trend(
  { observed, cpuTarget, lagSeconds }: Recorded,
  windowSeconds = 1_200,
  aheadSeconds = 600,
): Signal {
  return everyRule(lagSeconds, (at) =>
    observed.covers(at - windowSeconds, at) ? observed.predictLinear(at, windowSeconds, aheadSeconds) / cpuTarget : 0,
  );
}

/** The highest of the ten minutes from here a week ago, at the level of the last half hour against the one of then, half to twice. */
export function lastWeek({ observed, cpuTarget, lagSeconds }: Recorded): Signal {
  return everyRule(lagSeconds, (at) => {
    const then = at - WEEK_SECONDS;
    if (!observed.covers(then - HALF_HOUR, at)) return 0;
    const before = observed.average(then - HALF_HOUR, then);
    if (before <= 0) return 0;
    const level = min(2, max(0.5, observed.average(at - HALF_HOUR, at) / before));
    return (observed.most(then, then + TEN_MINUTES) * level) / cpuTarget;
  });
}

/** While a release is announced: its multiplier times the half hour that ended ten minutes ago. Not raised. */
export function announced({ observed, cpuTarget, lagSeconds }: Recorded, windows: readonly ReleaseWindow[]): Signal {
  const level = everyRule(lagSeconds, (at) => {
    const to = at - TEN_MINUTES;
    const from = max(observed.demand.start, to - HALF_HOUR);
    return to > from ? observed.average(from, to) / cpuTarget : 0;
  });
  return (now) => {
    let most = 0;
    for (const { from, until, multiplier } of windows) if (now >= from && now < until) most = max(most, multiplier);
    return most === 0 ? 0 : most * (level(now) as number);
  };
}

/** A floor for each minute of the local week. Unit: pods. */
export function weekly(floors: ArrayLike<number>, timezone: string): Signal {
  return (now) => floors[localMinuteOfWeek(now, timezone)] as number;
}

/**
 * Floors by the clock as they would be learnt from what is before a moment.
 * @param quantile Of all values of the same hour of the week; 0.5 is the median.
 */
export function learntFloors({ observed, cpuTarget }: Recorded, before: number, quantile: number): Float64Array {
  const { start, stepSeconds, values } = observed.demand;
  const hours: number[][] = Array.from({ length: 168 }, () => []);
  for (let i = 0; i < values.length && start + i * stepSeconds < before; i++) {
    const minute = localMinuteOfWeek(start + i * stepSeconds, "UTC");
    (hours[floor(minute / 60)] as number[]).push(values[i] as number);
  }
  const floors = hours.map((seen) => {
    const sorted = Float64Array.from(seen).sort();
    const place = (sorted.length - 1) * quantile;
    const [low, high] = [sorted[floor(place)] ?? 0, sorted[ceil(place)] ?? 0];
    return (low + (high - low) * (place - floor(place))) / cpuTarget;
  });
  return Float64Array.from({ length: MINUTES_OF_WEEK }, (_, minute) => floors[floor(minute / 60)] as number);
}

/** A recorded rule: the same value until its next turn, made of what was measured `lagSeconds` ago. */
function everyRule(lagSeconds: number, evaluate: (at: number) => number): Signal {
  let turn = Number.NaN;
  let value = 0;
  return (now) => {
    const current = floor(now / RULE_SECONDS);
    if (current !== turn) {
      turn = current;
      value = evaluate(now - lagSeconds);
    }
    return value;
  };
}
