import type { ResourceState } from "../../review/engine/resource-state";

/** A stack several times over: each copy is linked within itself, and no resource of one shares a URN with another's. */
export function copiesOf(states: readonly ResourceState[], count: number): ResourceState[] {
  return Array.from({ length: count }, (_, i) => states.map((state) => copyOf(state, `-copy-${i}`))).flat();
}

function copyOf(state: ResourceState, suffix: string): ResourceState {
  const urnOf = (urn: string) => (urn === "" ? "" : urn + suffix);
  const [, provider = "", id = ""] = /^(.*)(::[^:]*)$/.exec(state.provider) ?? [];
  return {
    ...state,
    urn: urnOf(state.urn),
    name: state.name + suffix,
    parent: urnOf(state.parent),
    provider: urnOf(provider) + id,
    inputs: { ...state.inputs }, // decoded once for each copy, as it would be
    outputs: { ...state.outputs },
    dependencies: state.dependencies.map(urnOf),
    propertyDependencies: Object.fromEntries(
      Object.entries(state.propertyDependencies).map(([key, urns]) => [key, urns.map(urnOf)]),
    ),
  };
}
