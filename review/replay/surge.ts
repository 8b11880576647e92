import type { Demand } from "./simulate";
import { demandAt } from "./simulate";

/** A crowd that comes at once: demand is multiplied within `riseSeconds` and halves its way back every `halfLifeSeconds`. */
export interface Surge {
  /** Unit: seconds since 1970. */
  readonly at: number;
  readonly multiplier: number;
}

const RISE_SECONDS = 90;
const HALF_LIFE_SECONDS = 1_800;
/** After ten half-lives a thousandth is left. */
const OVER_SECONDS = 10 * HALF_LIFE_SECONDS;
/** So that a rise of a minute and a half is not smeared over five. Unit: seconds. */
const STEP_SECONDS = 15;

/** Demand with invented crowds on top, in steps of a quarter minute. Of crowds that meet the greater one counts. */
export function withSurges(demand: Demand, surges: readonly Surge[]): Demand {
  if (surges.length === 0) return demand;
  const { start, stepSeconds, values } = demand;
  const step = Math.min(STEP_SECONDS, stepSeconds);
  const count = Math.floor(((values.length - 1) * stepSeconds) / step) + 1;
  const surged = Float64Array.from({ length: count }, (_, i) => demandAt(demand, start + i * step));
  const factors = new Map<number, number>();
  for (const { at, multiplier } of surges) {
    const first = Math.max(0, Math.ceil((at - start) / step));
    const last = Math.min(count - 1, Math.floor((at + OVER_SECONDS - start) / step));
    for (let i = first; i <= last; i++) {
      const factor = factorAfter(start + i * step - at, multiplier);
      factors.set(i, Math.max(factor, factors.get(i) ?? 1));
    }
  }
  for (const [i, factor] of factors) surged[i] = (surged[i] as number) * factor;
  return { start, stepSeconds: step, values: surged };
}

function factorAfter(seconds: number, multiplier: number): number {
  const share = seconds < RISE_SECONDS ? seconds / RISE_SECONDS : 0.5 ** ((seconds - RISE_SECONDS) / HALF_LIFE_SECONDS);
  return 1 + (multiplier - 1) * share;
}
