import { SettingsError } from "../engine/settings-error";

/** Measured values at even distances. */
export interface Series {
  /** Of the first value. Unit: seconds since 1970. */
  readonly start: number;
  /** Unit: seconds. */
  readonly stepSeconds: number;
  readonly values: Float64Array;
  /** Values that were missing and lie on the line between their neighbours. */
  readonly filledCount: number;
}

export interface SeriesLimits {
  /** Longest gap that is filled. Unit: seconds. */
  readonly maxGapSeconds: number;
  /** Most values, filled ones included. */
  readonly maxCount: number;
}

/** More would hide the first ones. */
const SHOWN_PROBLEMS = 10;

/** Puts values together that come one by one, in whatever form they were written. */
export class SeriesBuilder {
  readonly #times: number[] = [];
  readonly #values: number[] = [];
  readonly #places: number[] = [];
  readonly #problems: string[] = [];
  #problemCount = 0;

  /** @param place What the number of a line or an entry is called, e.g. `trace.csv:`. */
  constructor(
    readonly what: string,
    readonly place: (number: number) => string,
    readonly limits: SeriesLimits,
  ) {}

  problem(number: number, rule: string): void {
    this.#problemCount++;
    if (this.#problems.length < SHOWN_PROBLEMS) this.#problems.push(`${this.place(number)}: ${rule}`);
  }

  /** @param value `undefined` where something was to be measured and is missing. */
  add(number: number, time: number, value: number | undefined): void {
    if (value !== undefined && !(value >= 0 && value < Number.POSITIVE_INFINITY)) {
      this.problem(number, `value must be a number of 0 or more, got ${value}`);
      return;
    }
    const last = this.#times.length - 1;
    const before = this.#times[last];
    if (before !== undefined && time <= before) {
      const earlier = this.place(this.#places[last] as number);
      const rule =
        time === before
          ? `time must appear once, got ${iso(time)} again after ${earlier}`
          : `times must rise, got ${iso(time)} after ${iso(before)} of ${earlier}`;
      this.problem(number, rule);
      return;
    }
    if (this.#times.length >= this.limits.maxCount) this.#tooMany();
    this.#times.push(time);
    this.#values.push(value ?? Number.NaN);
    this.#places.push(number);
  }

  /** @throws {SettingsError} with the line of everything that is wrong, the first ones first. */
  finish(): Series {
    this.#throwProblems();
    if (this.#times.length < 2) this.#fail([`must hold two values or more, got ${this.#times.length}`]);
    const start = this.#times[0] as number;
    const stepSeconds = usualStep(this.#times);
    const count = Math.round(((this.#times.at(-1) as number) - start) / stepSeconds) + 1;
    if (count > this.limits.maxCount) this.#tooMany();
    const values = new Float64Array(count).fill(Number.NaN);
    this.#times.forEach((time, i) => {
      const index = (time - start) / stepSeconds;
      if (Number.isInteger(index)) values[index] = this.#values[i] as number;
      else {
        const rule = `time must be a multiple of ${stepSeconds} s after the first, got ${iso(time)}`;
        this.problem(this.#places[i] as number, rule);
      }
    });
    this.#throwProblems();
    const filledCount = this.#fill(values, start, stepSeconds);
    this.#throwProblems();
    return { start, stepSeconds, values, filledCount };
  }

  /** Small gaps become lines; others are problems of the line behind them. */
  #fill(values: Float64Array, start: number, stepSeconds: number): number {
    const placeOf = (index: number) => this.#places[lowerBound(this.#times, start + index * stepSeconds)] as number;
    let filled = 0;
    for (let i = 0; i < values.length; i++) {
      if (!Number.isNaN(values[i])) continue;
      let end = i;
      while (end < values.length && Number.isNaN(values[end])) end++;
      const missing = end - i;
      if (i === 0 || end === values.length) {
        this.problem(placeOf(Math.min(end, values.length - 1)), "the first and the last value must not be missing");
      } else if (missing * stepSeconds > this.limits.maxGapSeconds) {
        const [from, to] = [iso(start + i * stepSeconds), iso(start + (end - 1) * stepSeconds)];
        const rule = `gaps must be up to ${this.limits.maxGapSeconds} s, and ${missing * stepSeconds} s are missing`;
        this.problem(placeOf(end), `${rule} before it, from ${from} to ${to}`);
      } else {
        const [left, right] = [values[i - 1] as number, values[end] as number];
        for (let k = i; k < end; k++) values[k] = left + ((right - left) * (k - i + 1)) / (missing + 1);
        filled += missing;
      }
      i = end;
    }
    return filled;
  }

  #tooMany(): never {
    return this.#fail([`must hold up to ${this.limits.maxCount} values; take a longer step or a shorter time`]);
  }

  #throwProblems(): void {
    const more = this.#problemCount - this.#problems.length;
    if (more > 0) this.#fail([...this.#problems, `and ${more} more`]);
    if (this.#problemCount > 0) this.#fail(this.#problems);
  }

  #fail(problems: readonly string[]): never {
    throw new SettingsError(`Cannot read ${this.what}`, problems);
  }
}

/** The distance that most neighbours have, of several the least. */
function usualStep(times: readonly number[]): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < times.length; i++) {
    const step = (times[i] as number) - (times[i - 1] as number);
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return [...counts].sort(([a, m], [b, n]) => n - m || a - b)[0]?.[0] as number;
}

/** Index of the first of rising numbers that is not below `value`. */
function lowerBound(numbers: readonly number[], value: number): number {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `2026-11-20T20:00:00Z` */
export function iso(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? `${seconds} s` : date.toISOString().replace(".000Z", "Z");
}
