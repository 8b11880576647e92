import type { DeclaredState } from "../replay/declared";
import { byWay, declaredLimits, isUnknown, type Limit, type Stage, type UnknownLimit } from "./limits";

/** A limit of a stack, and what is taken of it once every autoscaler has come to its declared maximum. */
export interface HeadRoom {
  /** The same for the same limit in another version of the stack, e.g. `eu-west-1/nodes/vcpus`. */
  readonly id: string;
  /** For a reader, e.g. `vCPUs of standard instances (as m7g.2xlarge)`. */
  readonly limit: string;
  /** On the way of a request. */
  readonly component: Stage;
  /** `global` for what stands in none, empty where no resource around it is named after one. */
  readonly region: string;
  /** `undefined` where it cannot be evaluated; a note says why. */
  readonly used: number | undefined;
  readonly available: number | undefined;
  readonly unit: string;
  /** Used of available; `undefined` where nothing is available. Unit: ratio, above 1 the limit is too small. */
  readonly share: number | undefined;
  readonly urns: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Every limit of which the declarations say what the declared maximum takes, or would if all values were known. In a fixed order. Pure.
 * @param more ids of limits to include although only load says what is taken of them
 */
export function headRoom(states: readonly DeclaredState[], more: Pick<Set<string>, "has"> = new Set()): HeadRoom[] {
  return declaredLimits(states)
    .filter((limit) => !onlyLoadSays(limit) || more.has(limit.id))
    .map(toRow);
}

/** The bound itself is the declared maximum, or AWS's for any load: no maximum can be compared with it. */
const onlyLoadSays = (limit: Limit | UnknownLimit): boolean =>
  !isUnknown(limit) && limit.atMaximum === undefined && (limit.stage === "cdn" || limit.use !== undefined);

function toRow(limit: Limit | UnknownLimit): HeadRoom {
  const { id, what, stage, region, unit, value, atMaximum, notes = [], from } = limit;
  const used = atMaximum === undefined ? undefined : Number(atMaximum.toPrecision(12)); // sums of tenths
  const known = value !== undefined && used !== undefined;
  const reasons = isUnknown(limit)
    ? [`not evaluable: ${limit.unknown}`]
    : known
      ? []
      : ["not evaluable: what is used of it is not declared"];
  return {
    ...{ id, limit: what, component: stage, region, used, available: value, unit },
    share: known && value > 0 ? used / value : undefined,
    urns: [...new Set(limit.urns)].sort(),
    notes: [...reasons, ...(from === "AWS default" && value !== undefined ? ["AWS's default"] : []), ...notes],
  };
}

/** In the order of a request's way, then by id. */
export const inOrder = (a: HeadRoom, b: HeadRoom): number => byWay(a.component, b.component) || (a.id < b.id ? -1 : 1);
