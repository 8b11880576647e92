import type { Series } from "./series";

/** Shapes of demand for environments that have no trace. */
export const PROFILES = ["viewers", "load-test", "office-hours"] as const;
export type Profile = (typeof PROFILES)[number];

const MINUTE = 60;
const DAY_MINUTES = 1_440;
/** A Monday, midnight. Unit: seconds since 1970. */
const START = 4 * 86_400;
const DAYS = 14;

/** The one for a stack that is named as usual. */
export function profileOf(stack: string): Profile {
  if (stack === "staging") return "load-test";
  return stack === "dev" ? "office-hours" : "viewers";
}

/**
 * Two weeks of minutes in UTC, with 1 as the peak. `viewers`: evenings, stronger at weekends, with jitter of 3 percent; `load-test`: a
 * stair and a jump each working day; `office-hours`: a little on working days. The same every time.
 */
export function syntheticSeries(profile: Profile): Series {
  const random = randomNumbers(20);
  const value = { viewers, "load-test": loadTest, "office-hours": officeHours }[profile];
  const values = Float64Array.from({ length: DAYS * DAY_MINUTES }, (_, minute) => {
    const day = Math.floor(minute / DAY_MINUTES) % 7;
    return Math.max(0, value((minute % DAY_MINUTES) / 60, day) * (1 + 0.06 * (random() - 0.5)));
  });
  const peak = values.reduce((most, each) => Math.max(most, each), 0);
  return { start: START, stepSeconds: MINUTE, values: values.map((each) => each / peak), filledCount: 0 };
}

/** A hump in the evening over a low morning and a middling afternoon. Shape invented, after streaming's usual day. */
function viewers(hour: number, day: number): number {
  const weekend = day >= 5;
  const hump = (centre: number, width: number) => {
    const distance = Math.min(Math.abs(hour - centre), 24 - Math.abs(hour - centre));
    return Math.exp(-((distance / width) ** 2));
  };
  return 0.15 + (weekend ? 0.95 : 0.8) * hump(20.5, 2.6) + (weekend ? 0.45 : 0.25) * hump(14, 4);
}

/** Five steps of twenty minutes from ten o'clock, then half an hour of everything at once. */
function loadTest(hour: number, day: number): number {
  if (day >= 5 || hour < 10) return 0.05;
  const step = Math.floor((hour - 10) * 3);
  if (step < 5) return 0.2 * (step + 1);
  return hour >= 13 && hour < 13.5 ? 1 : 0.05;
}

function officeHours(hour: number, day: number): number {
  return day < 5 && hour >= 8 && hour < 18 ? 1 : 0.1;
}

/** Evenly from 0 to 1. Source: https://en.wikipedia.org/wiki/Linear_congruential_generator (constants of Numerical Recipes) */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
