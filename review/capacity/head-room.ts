import type { DeclaredState } from "../replay/declared";
import { isoDay } from "./history";
import { byWay, declaredLimits, isUnknown, type Limit, type Stage, type UnknownLimit } from "./limits";
import type { CapacityPlan } from "./plan";

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

/** The same against a forecast. */
export interface HeadRoomAtHorizon extends HeadRoom {
  /** On the busiest planned day; `undefined` where nobody knows what the load takes of it. */
  readonly usedAtPeak: number | undefined;
  /** Unit: ratio. */
  readonly shareAtPeak: number | undefined;
  /** First day on which it does not suffice, e.g. `2026-12-24`. */
  readonly breaksOn: string | undefined;
}

/** Every limit of which the declarations say what the declared maximum takes, or would if all values were known. In a fixed order. Pure. */
export function headRoom(states: readonly DeclaredState[]): HeadRoom[] {
  return declaredLimits(states)
    .filter((limit) => !onlyLoadSays(limit))
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

/** Adds what a plan says of each limit on its busiest day. Limits that only load says something about come in. Pure. */
export function headRoomAtHorizon(rows: readonly HeadRoom[], plan: CapacityPlan): HeadRoomAtHorizon[] {
  const planned = new Map(plan.planned.map((each) => [each.limit.id, each]));
  const onlyPlanned = plan.planned.filter(({ limit }) => !rows.some(({ id }) => id === limit.id));
  const all = [...rows, ...onlyPlanned.map(({ limit }) => ({ ...toRow(limit), notes: limit.notes ?? [] }))];
  return all.sort(inOrder).map((row) => {
    const found = planned.get(row.id);
    return {
      ...row,
      usedAtPeak: found?.usedAtPeak,
      shareAtPeak: found === undefined ? undefined : 1 - found.headRoomAtPeak,
      breaksOn: found?.breaksOn === undefined ? undefined : isoDay(found.breaksOn),
    };
  });
}
