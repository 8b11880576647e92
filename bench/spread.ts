import { digits } from "./table";

/** The middle of several runs and their extremes. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** @param values at least one */
export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  const median = sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
  return { median, min: sorted[0] as number, max: sorted.at(-1) as number };
}

/** `12.3 (11.9..14.0)`, or only the figure when there was one run. */
export function showSpread({ median, min, max }: Spread): string {
  return min === max ? digits(median) : `${digits(median)} (${digits(min)}..${digits(max)})`;
}
