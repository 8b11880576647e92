import { createHash } from "node:crypto";
import type { Release } from "./announcement";

/** From a window's opening to the release. The same as in the recording rules. Measured: less than three minutes miss the rush. */
export const LEAD_SECONDS = 10 * 60;

/** From the release to the window's end. Held longer, the level that is multiplied would be the rush's own. */
export const RUSH_SECONDS = 15 * 60;

/**
 * A one-time schedule fires within the minute that it names, hence one for now names the next but one.
 * Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
const SOONEST_SECONDS = 60;

/** What a region must know to tell its share of a release. */
export interface Audience {
  /** Viewers at once without a release, one for each hour of the day in UTC. */
  readonly usualViewersByHour: readonly number[];
  /** Countries whose viewers come here; empty means all. */
  readonly countries: readonly string[];
}

/** A message that is to be sent into the queue of release windows. */
export interface PlannedWindow {
  readonly name: string;
  /** Unit: milliseconds since 1970, a whole second. */
  readonly atMillis: number;
  readonly description: string;
  readonly message: string;
}

/** The most that a multiplier may be, as in the settings: above it somebody mistyped a number of viewers. */
const MAX_MULTIPLIER = 10;

export function opensAtMillis({ releaseAtMillis }: Release): number {
  return releaseAtMillis - LEAD_SECONDS * 1_000;
}

export function shutsAtMillis({ releaseAtMillis }: Release): number {
  return releaseAtMillis + RUSH_SECONDS * 1_000;
}

/** From its opening on, and no longer at its end. */
export function isOpen(release: Release, nowMillis: number): boolean {
  return nowMillis >= opensAtMillis(release) && nowMillis < shutsAtMillis(release);
}

/** Whether anybody of the release's viewers comes to this region; one country is enough: too many pods rather than too few. */
export function concerns(release: Release, { countries }: Audience): boolean {
  const everywhere = release.countries.length === 0 || countries.length === 0;
  return everywhere || release.countries.some((country) => countries.includes(country));
}

/**
 * Load over the load without them, of releases that are open together: their viewers come on top of each other. Up to two
 * decimals, rounded up, at most 10; undefined without a release, because 1 would be a forecast too.
 */
export function expectedMultiplier(open: readonly Release[], { usualViewersByHour }: Audience): number | undefined {
  if (open.length === 0) return undefined;
  const extra = open.map((release) => {
    const hour = new Date(opensAtMillis(release)).getUTCHours(); // the level that is multiplied is the one before the rush
    return release.expectedPeakViewers / usualViewersByHour[hour]!;
  });
  const load = 1 + extra.reduce((sum, each) => sum + each, 0);
  return Math.min(MAX_MULTIPLIER, Math.ceil(load * 100 - 1e-9) / 100);
}

/**
 * The schedule that opens a release's window, or undefined when it is over. One that should be open already opens as soon as it can.
 */
export function windowOf(release: Release, prefix: string, nowMillis: number): PlannedWindow | undefined {
  if (nowMillis >= shutsAtMillis(release)) return undefined;
  const { titleId, releaseAtMillis, expectedPeakViewers, rushMinutes } = release;
  const soonest = Math.ceil(nowMillis / 1_000 + SOONEST_SECONDS) * 1_000;
  const releaseAt = new Date(releaseAtMillis).toISOString();
  return {
    name: windowName(prefix, titleId),
    atMillis: Math.max(opensAtMillis(release), soonest),
    description: `Capacity ahead of the release of ${titleId} at ${releaseAt}`,
    message: JSON.stringify({ titleId, releaseAt, expectedPeakViewers, rushMinutes }),
  };
}

/**
 * Name of a title's schedule: the prefix that the worker's rights end at, then the title.
 * Source of 64 characters: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html
 */
export function windowName(prefix: string, titleId: string): string {
  const name = `${prefix}${titleId}`;
  if (name.length <= 64) return name;
  return `${name.slice(0, 64 - 17)}-${createHash("sha256").update(titleId).digest("hex").slice(0, 16)}`;
}
