import type { Demand } from "./simulate";
import { demandAt } from "./simulate";

const { ceil, floor, max, min } = Math; // looked up once: a replay of a year asks millions of times

/** Demand as Prometheus would have recorded it, with its functions over time. Nothing is known before the first point. */
export class Observed {
  /** Integral from the first point to each. Unit: pods times seconds. */
  readonly #integral: Float64Array;
  readonly end: number;

  constructor(readonly demand: Demand) {
    const { values, stepSeconds, start } = demand;
    this.#integral = new Float64Array(values.length);
    for (let i = 1; i < values.length; i++) {
      const mean = ((values[i - 1] as number) + (values[i] as number)) / 2;
      this.#integral[i] = (this.#integral[i - 1] as number) + mean * stepSeconds;
    }
    this.end = start + (values.length - 1) * stepSeconds;
  }

  /** Whether all of a span is known. */
  covers(from: number, to: number): boolean {
    return from >= this.demand.start && to <= this.end;
  }

  /** `avg_over_time` */
  average(from: number, to: number): number {
    return (this.#integralAt(to) - this.#integralAt(from)) / (to - from);
  }

  /** `max_over_time` */
  most(from: number, to: number): number {
    const { start, stepSeconds, values } = this.demand;
    let most = max(demandAt(this.demand, from), demandAt(this.demand, to));
    const last = min(values.length - 1, floor((to - start) / stepSeconds));
    for (let i = max(0, ceil((from - start) / stepSeconds)); i <= last; i++) {
      most = max(most, values[i] as number);
    }
    return most;
  }

  /** `predict_linear`: the line through samples of the last `windowSeconds`, `aheadSeconds` on, and not below 0. */
  predictLinear(now: number, windowSeconds: number, aheadSeconds: number): number {
    const samples = floor(windowSeconds / RULE_SECONDS);
    const centre = (samples - 1) / 2;
    let [sum, product, squares] = [0, 0, 0];
    for (let k = 0; k < samples; k++) {
      const value = demandAt(this.demand, now - k * RULE_SECONDS);
      const distance = centre - k;
      sum += value;
      product += distance * value;
      squares += distance * distance;
    }
    const slope = squares === 0 ? 0 : product / squares;
    return max(0, sum / samples + slope * (centre + aheadSeconds / RULE_SECONDS));
  }

  #integralAt(at: number): number {
    const { start, stepSeconds, values } = this.demand;
    const index = min(values.length - 1, max(0, floor((at - start) / stepSeconds)));
    const [left, right] = [values[index] as number, values[min(values.length - 1, index + 1)] as number];
    const seconds = at - (start + index * stepSeconds);
    const value = left + ((right - left) * min(stepSeconds, max(0, seconds))) / stepSeconds;
    return (this.#integral[index] as number) + ((left + value) / 2) * seconds;
  }
}

/** How often rules are evaluated. Unit: seconds. Source: components/service/prediction/forecast-rules.ts */
export const RULE_SECONDS = 30;
