import type { Difference } from "./compare";

/** A way in which the engines are meant to differ. */
export interface Explanation {
  /** Shown in docs/conformance.md. */
  readonly what: string;
  readonly reason: string;
  readonly covers: (difference: Difference) => boolean;
}

/** Every difference that is left between the engines, with its reason. Anything else fails the comparison. */
export const EXPLANATIONS: readonly Explanation[] = [
  {
    what: "`aliases` of a resource",
    reason:
      "The real engine writes a former URN down once it has found a resource under it, so in a first preview it never does. " +
      "The embedded one writes down every URN under which it would look, so that a review can match a preview with a baseline.",
    covers: ({ path, real }) => /^aliases(\[\d+\])?$/.test(path) && real === "(absent)",
  },
  {
    what: "`names[3]` of the program `config` after `up`",
    reason: "It puts out whether the run is a preview.",
    covers: ({ urn, path }) => urn.endsWith("::config-dev") && path === "outputs.names[3]",
  },
];
