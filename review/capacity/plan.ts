import type { Forecast, History } from "./forecast";
import type { Limit } from "./limits";

/** Something that will be busier than the forecast knows. */
export interface AnnouncedDay {
  /** Days since 1970. */
  readonly day: number;
  readonly multiplier: number;
}

export interface PlanArgs {
  readonly history: History;
  readonly forecast: Forecast;
  readonly limits: readonly Limit[];
  /** What is taken of a limit on the busiest of the last four weeks, by the limit's id. */
  readonly usedNow: ReadonlyMap<string, number>;
  /** What is planned for is so many times the forecast. */
  readonly safetyFactor: number;
  readonly announced: readonly AnnouncedDay[];
}

/** A limit against the forecast. */
export interface PlannedLimit {
  readonly limit: Limit;
  readonly usedNow: number;
  /** On the busiest planned day. */
  readonly usedAtPeak: number;
  /** What is left on that day, of the limit; below 0 it is too small. Unit: ratio. */
  readonly headRoomAtPeak: number;
  /** The first planned day on which it does not suffice. Days since 1970. */
  readonly breaksOn: number | undefined;
}

export interface CapacityPlan {
  /** The busiest of the last four weeks. */
  readonly peakNow: number;
  /** What is planned for on each day of the forecast, safety factor and announcements included. */
  readonly days: Float64Array;
  /** The busiest planned day, safety factor and announcements included. */
  readonly peak: { readonly day: number; readonly value: number };
  /** Those that break come first, the earliest at the top; then by what is left. */
  readonly planned: readonly PlannedLimit[];
  /** Nobody has said what is taken of them now. */
  readonly unknown: readonly Limit[];
}

const RECENT_DAYS = 28;

/** Compares the forecast with every limit whose use is known. Pure. */
export function planCapacity(args: PlanArgs): CapacityPlan {
  const { history, limits, usedNow } = args;
  const peakNow = history.values.slice(-RECENT_DAYS).reduce((most, value) => Math.max(most, value), 0);
  const days = plannedDays(args);
  const top = days.reduce((most, value, i) => (value > (days[most] as number) ? i : most), 0);
  const planned = limits.flatMap((limit) => {
    const now = usedNow.get(limit.id);
    if (now === undefined) return [];
    const base = limit.use?.base ?? 0;
    const usedAt = (value: number) => base + ((now - base) * value) / peakNow;
    const usedAtPeak = usedAt(days[top] as number);
    const broken = days.findIndex((value) => usedAt(value) > limit.value);
    const breaksOn = broken === -1 ? undefined : args.forecast.firstDay + broken;
    return [{ limit, usedNow: now, usedAtPeak, headRoomAtPeak: 1 - usedAtPeak / limit.value, breaksOn }];
  });
  return {
    peakNow,
    days,
    peak: { day: args.forecast.firstDay + top, value: days[top] as number },
    planned: planned.sort(byUrgency),
    unknown: limits.filter(({ id }) => !usedNow.has(id)),
  };
}

/** What has to be carried on each day. */
function plannedDays({ forecast, safetyFactor, announced }: PlanArgs): Float64Array {
  return forecast.values.map((value, i) => {
    const factors = announced.filter(({ day }) => day === forecast.firstDay + i).map(({ multiplier }) => multiplier);
    return value * safetyFactor * Math.max(1, ...factors);
  });
}

function byUrgency(a: PlannedLimit, b: PlannedLimit): number {
  const [one, other] = [a.breaksOn ?? Number.POSITIVE_INFINITY, b.breaksOn ?? Number.POSITIVE_INFINITY];
  if (one !== other) return one - other;
  return a.headRoomAtPeak - b.headRoomAtPeak || (a.limit.id < b.limit.id ? -1 : 1);
}

/** What `pods` of a workload in a region take of each limit that pods say something about. */
export function usedByPods(limits: readonly Limit[], region: string, workload: string, pods: number) {
  return new Map(
    limits.flatMap(({ id, use, region: where }) =>
      where === region && use?.workload === workload ? [[id, use.base + use.perPod * pods] as const] : [],
    ),
  );
}
