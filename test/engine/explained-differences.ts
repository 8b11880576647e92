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
    what: "`PULUMI_NODEJS_*` in the outputs of the program `environment`",
    reason:
      "It puts out its environment, where the SDK's runner keeps the addresses of the engine, whether the run is a preview, and " +
      "how many resources are handled at once: the real engine limits that, ours creates nothing and need not.",
    covers: ({ urn, path }) =>
      urn.endsWith("::environment-dev") &&
      /^outputs\.variables\.PULUMI_NODEJS_(DRY_RUN|ENGINE|MONITOR|PARALLEL)$/.test(path),
  },
  {
    what: "`names[3]` of the program `config` after `up`",
    reason: "It puts out whether the run is a preview.",
    covers: ({ urn, path }) => urn.endsWith("::config-dev") && path === "outputs.names[3]",
  },
];
