import type { History } from "./forecast";
import { forecast } from "./forecast";
import { quantile } from "./linear-algebra";

/** A way to forecast: the next `horizon` days after those that are given. */
export interface Model {
  readonly name: string;
  predict(history: History, horizon: number): ArrayLike<number>;
}

export interface BacktestPlan {
  /** Days that each forecast is made from. */
  readonly trainingDays: number;
  /** From one forecast to the next. */
  readonly stepDays: number;
  /** In rising order; the last one decides how many forecasts there are. */
  readonly horizonsDays: readonly number[];
}

/** How far a model was off. */
export interface ModelError {
  readonly model: string;
  /** Mean of |forecast - actual| / actual over all forecasts, for each horizon. Unit: percent. */
  readonly mapePercent: readonly number[];
  /** Mean of |p99 of the forecast - p99 of the days| / the latter, for each horizon. Unit: percent. */
  readonly peakErrorPercent: readonly number[];
}

export interface Backtest {
  /** Number of forecasts. */
  readonly origins: number;
  readonly errors: readonly ModelError[];
}

const YEAR = 364; // 52 weeks: a Monday is compared with a Monday

/** A year ago, as it was. */
export const SEASONAL_NAIVE: Model = {
  name: "seasonal naive, 364 days",
  predict: ({ values }, horizon) =>
    Float64Array.from({ length: horizon }, (_, h) => values[Math.max(0, values.length - YEAR + (h % YEAR))] as number),
};

/** A year ago, times the growth of that year over the one before. */
export const NAIVE_WITH_GROWTH: Model = {
  name: "seasonal naive x growth",
  predict: (history, horizon) => {
    const { values } = history;
    const total = (from: number, to: number) => values.slice(from, to).reduce((sum, value) => sum + value, 0);
    const before = total(-2 * YEAR, -YEAR);
    const growth = before > 0 && values.length >= 2 * YEAR ? total(-YEAR, values.length) / before : 1;
    return Float64Array.from(SEASONAL_NAIVE.predict(history, horizon), (value) => value * growth);
  },
};

export const OWN: Model = {
  name: "p95: log-linear, seasons, damped, robust",
  predict: (history, horizon) => forecast(history, horizon).values,
};

/**
 * Forecasts from the past, as often as the history allows, and compares with what came.
 * @throws {RangeError} when it is too short for one forecast.
 */
export function backtest(history: History, models: readonly Model[], plan: BacktestPlan): Backtest {
  const { trainingDays, stepDays, horizonsDays } = plan;
  const longest = horizonsDays.at(-1) as number;
  const origins: number[] = [];
  for (let origin = trainingDays; origin + longest <= history.values.length; origin += stepDays) origins.push(origin);
  if (origins.length === 0) {
    throw new RangeError(`must be ${trainingDays + longest} days or more, got ${history.values.length}`);
  }
  const errors = models.map((model): ModelError => {
    const runs = origins.map((origin) => {
      const values = history.values.slice(origin - trainingDays, origin);
      const predicted = model.predict({ firstDay: history.firstDay + origin - trainingDays, values }, longest);
      const actual = history.values.subarray(origin, origin + longest);
      return horizonsDays.map((days) => errorOf(predicted, actual, days));
    });
    const mean = (of: (error: { mape: number; peak: number }) => number) =>
      horizonsDays.map((_, i) => runs.reduce((sum, run) => sum + of(run[i] as (typeof run)[number]), 0) / runs.length);
    return { model: model.name, mapePercent: mean(({ mape }) => mape), peakErrorPercent: mean(({ peak }) => peak) };
  });
  return { origins: origins.length, errors };
}

/** Days of nothing have no error in percent, and are left out. */
function errorOf(predicted: ArrayLike<number>, actual: Float64Array, days: number): { mape: number; peak: number } {
  let [sum, count] = [0, 0];
  for (let i = 0; i < days; i++) {
    const real = actual[i] as number;
    if (real <= 0) continue;
    sum += Math.abs((predicted[i] as number) - real) / real;
    count++;
  }
  const peakOf = (values: ArrayLike<number>) => quantile(Array.from(values).slice(0, days), 0.99);
  const [forecastPeak, actualPeak] = [peakOf(predicted), peakOf(actual)];
  return {
    mape: count === 0 ? 0 : (100 * sum) / count,
    peak: actualPeak > 0 ? (100 * Math.abs(forecastPeak - actualPeak)) / actualPeak : 0,
  };
}
