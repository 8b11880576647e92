import { UNKNOWN } from "../engine/values";
import type { DeclaredState } from "./declared";

/** The region of each resource: its own, else the one that it or the nearest resource above it is named after, else none. */
export function regionsByState(states: readonly DeclaredState[]): Map<DeclaredState, string> {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  const region = (state: DeclaredState): string => {
    const own = state.inputs.region;
    if (typeof own === "string" && own !== UNKNOWN) return own;
    for (let at: DeclaredState | undefined = state; at !== undefined; at = byUrn.get(at.parent)) {
      const named = /(?:^|-)([a-z]{2}(?:-[a-z]+)+-\d)(?:-|$)/.exec(at.name);
      if (named !== null) return named[1] as string;
    }
    return "";
  };
  return new Map(states.map((state) => [state, region(state)]));
}
