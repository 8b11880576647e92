/** A share of requests that should be good, and what tells a bad one. */
export interface Objective {
  /** Unit: percent of requests, see `OBJECTIVE_PERCENT`. */
  readonly targetPercent: number;
}

/** One burn rate with the two windows in which it must be seen. */
export interface BurnRate {
  /** Ends the alarms' names. */
  readonly role: "fast" | "steady" | "slow";
  /** Times the rate at which the budget lasts just as long as it is meant to. */
  readonly rate: number;
  /** Long enough that a blip is none. Unit: seconds, one period of an alarm. */
  readonly longSeconds: number;
  /** Short, so that the alarm ends soon after the trouble does. Unit: seconds, a twelfth of the long one. */
  readonly shortSeconds: number;
  /** Whether it wakes a person; otherwise it opens a ticket. */
  readonly pages: boolean;
}

/**
 * The first three of the four usual pairs, over a budget of thirty days. The fourth (rate 1, three days) needs a period of three
 * days, which CloudWatch has not: Prometheus keeps that one. Source: https://sre.google/workbook/alerting-on-slos/
 */
export const BURN_RATES: readonly BurnRate[] = [
  { role: "fast", rate: 14.4, longSeconds: 3_600, shortSeconds: 300, pages: true },
  { role: "steady", rate: 6, longSeconds: 21_600, shortSeconds: 1_800, pages: true },
  { role: "slow", rate: 3, longSeconds: 86_400, shortSeconds: 7_200, pages: false },
];

/** Over which a budget is meant to last. Unit: days. */
export const BUDGET_DAYS = 30;

/**
 * Targets that leave room for every burn rate: at 14.4 times the budget of 94 %, 86 % of requests are bad; at that of 93 %, more than all.
 * Unit: percent.
 */
export const OBJECTIVE_PERCENT = { min: 94, max: 99.999 } as const;

/** Share of bad requests at which the budget burns `rate` times too fast. Unit: ratio, 0 to 1. */
export function badRatioAt(rate: number, { targetPercent }: Objective): number {
  return Number(((rate * (100 - targetPercent)) / 100).toFixed(6)); // without the noise of 100 - 99.9
}

/** Share of the thirty days' budget that is gone when the long window has been that bad. Unit: ratio. */
export function budgetSpent({ rate, longSeconds }: BurnRate): number {
  return (rate * longSeconds) / (BUDGET_DAYS * 86_400);
}
