import { median, quantile, solveSymmetric } from "./linear-algebra";

/** Days from one to the next, in rising order. */
export interface History {
  /** Days since 1970 of the first value. */
  readonly firstDay: number;
  /** One a day, 0 or more. */
  readonly values: Float64Array;
}

export interface Forecast {
  /** Days since 1970 of the first value. */
  readonly firstDay: number;
  readonly values: Float64Array;
  /** Nine of ten days are expected between these. */
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Growth of the trend now. Unit: ratio a year, 0.1 is 10 percent. */
  readonly yearlyGrowth: number;
}

/** The model as it was found best on real histories; see docs/capacity.md for what others did. */
const WEEKLY_PAIRS = 3;
const YEARLY_PAIRS = 6;
const WEEK_DAYS = 7;
const YEAR_DAYS = 365.25;
const RIDGE = 1e-3;
/** Of the slope, each day: growth slows down. */
const DAMPING = 0.998;
/** Recent days that say where the level is. */
const LEVEL_DAYS = 28;
/** Beyond so many deviations a day counts less. Source: Huber, Robust Statistics, 1981 (95 % efficiency) */
const HUBER = 1.345;
const ROUNDS = 12;
/** With less, a year's shape cannot be told from growth. */
const YEARLY_FROM_DAYS = 540;
const LEAST_DAYS = 56;

/**
 * Forecasts the next `horizon` days: a straight line of the logarithm, a yearly and a weekly season, days that stand out weighed less,
 * growth damped, level corrected by the last four weeks. The same input gives the same forecast.
 * @throws {RangeError} with fewer than 56 days.
 */
export function forecast({ firstDay, values }: History, horizon: number): Forecast {
  const n = values.length;
  if (n < LEAST_DAYS) throw new RangeError(`must be ${LEAST_DAYS} days or more, got ${n}`);
  const logs = logarithms(values);
  const pairs = n >= YEARLY_FROM_DAYS ? YEARLY_PAIRS : 0;
  const rows = Array.from({ length: n }, (_, i) => regressors(i - n, firstDay + i, pairs));
  const coefficients = robustFit(rows, logs);
  const residuals = logs.map((log, i) => log - dot(rows[i] as Float64Array, coefficients));
  const level = mean(residuals.subarray(n - LEVEL_DAYS));
  const slope = coefficients[1] as number;
  const [low90, high90] = [quantile(residuals, 0.05), quantile(residuals, 0.95)];
  const wander = drift(residuals);

  const out = { values: new Float64Array(horizon), low: new Float64Array(horizon), high: new Float64Array(horizon) };
  let grown = 0;
  let damping = 1;
  for (let h = 0; h < horizon; h++) {
    damping *= DAMPING;
    grown += (slope * damping) / YEAR_DAYS;
    const row = regressors(0, firstDay + n + h, pairs);
    row[1] = 0;
    const log = dot(row, coefficients) + grown + level;
    const widening = wander * Math.sqrt((h + 1) / LEVEL_DAYS);
    out.values[h] = Math.exp(log);
    out.low[h] = Math.exp(log - Math.hypot(low90, widening));
    out.high[h] = Math.exp(log + Math.hypot(high90, widening));
  }
  return { firstDay: firstDay + n, ...out, yearlyGrowth: Math.exp(slope) - 1 };
}

/** A day of nothing is taken for a hundredth of a usual one: its logarithm would be endless, and it counts little anyway. */
function logarithms(values: Float64Array): Float64Array {
  const busy = values.filter((value) => value > 0);
  const usual = busy.length === 0 ? 1 : median(busy);
  return values.map((value) => Math.log(Math.max(value, usual / 100)));
}

/** 1, time in years, and a sine and a cosine for each part of the seasons. */
function regressors(day: number, date: number, yearlyPairs: number): Float64Array {
  const row = new Float64Array(2 + 2 * (WEEKLY_PAIRS + yearlyPairs));
  row[0] = 1;
  row[1] = day / YEAR_DAYS;
  let place = 2;
  const season = (period: number, pairs: number) => {
    for (let k = 1; k <= pairs; k++) {
      const angle = (2 * Math.PI * k * date) / period;
      row[place++] = Math.sin(angle);
      row[place++] = Math.cos(angle);
    }
  };
  season(WEEK_DAYS, WEEKLY_PAIRS);
  season(YEAR_DAYS, yearlyPairs);
  return row;
}

/** Least squares, again and again, with less weight for what lies far off. */
function robustFit(rows: readonly Float64Array[], logs: Float64Array): Float64Array {
  const weights = new Float64Array(rows.length).fill(1);
  let coefficients = weightedFit(rows, logs, weights);
  for (let round = 0; round < ROUNDS; round++) {
    const residuals = logs.map((log, i) => Math.abs(log - dot(rows[i] as Float64Array, coefficients)));
    const scale = Math.max(1e-9, 1.4826 * median(residuals));
    residuals.forEach((residual, i) => {
      weights[i] = Math.min(1, (HUBER * scale) / Math.max(residual, 1e-12));
    });
    coefficients = weightedFit(rows, logs, weights);
  }
  return coefficients;
}

function weightedFit(rows: readonly Float64Array[], logs: Float64Array, weights: Float64Array): Float64Array {
  const width = (rows[0] as Float64Array).length;
  const matrix = new Float64Array(width * width);
  const right = new Float64Array(width);
  rows.forEach((row, i) => {
    const weight = weights[i] as number;
    for (let a = 0; a < width; a++) {
      const scaled = weight * (row[a] as number);
      right[a] = (right[a] as number) + scaled * (logs[i] as number);
      for (let b = 0; b <= a; b++)
        matrix[a * width + b] = (matrix[a * width + b] as number) + scaled * (row[b] as number);
    }
  });
  // the level is not held back: it is no effect that chance could have made
  for (let a = 1; a < width; a++) matrix[a * width + a] = (matrix[a * width + a] as number) + RIDGE * rows.length;
  return solveSymmetric(matrix, right);
}

/** How far the four-week level wanders from one four weeks to the next, nine times of ten. */
function drift(residuals: Float64Array): number {
  const levels: number[] = [];
  for (let end = residuals.length; end - LEVEL_DAYS >= 0; end -= LEVEL_DAYS) {
    levels.push(median(residuals.subarray(end - LEVEL_DAYS, end)));
  }
  const moves = levels.slice(1).map((level, i) => Math.abs(level - (levels[i] as number)));
  return moves.length === 0 ? 0 : quantile(moves, 0.9);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function dot(row: Float64Array, coefficients: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < row.length; i++) sum += (row[i] as number) * (coefficients[i] as number);
  return sum;
}
