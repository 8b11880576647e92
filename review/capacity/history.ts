import { SettingsError } from "../engine/settings-error";
import { readTrace } from "../replay/demand";
import type { History } from "./forecast";

const DAY_SECONDS = 86_400;
/** Up to three days are filled; ten years fit. */
const LIMITS = { maxGapSeconds: 3 * DAY_SECONDS, maxCount: 3_660 };

/** Reads one value a day: CSV of date,value, or the answer of Prometheus. @throws {SettingsError} naming the lines */
export function readHistory(path: string): History & { readonly filledCount: number } {
  const { start, stepSeconds, values, filledCount } = readTrace(path, LIMITS);
  if (stepSeconds !== DAY_SECONDS) {
    throw new SettingsError(`Cannot read ${path}`, [`must hold one value a day, got one every ${stepSeconds} s`]);
  }
  return { firstDay: Math.floor(start / DAY_SECONDS), values, filledCount };
}

/** `2026-12-24` */
export function isoDay(day: number): string {
  return new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, 10);
}
