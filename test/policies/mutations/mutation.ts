import type { ResourceState } from "../../../review/engine/resource-state";
import type { Properties } from "../../../review/engine/values";

/** A mistake of one line that an engineer could make in a stack, and the rules that must catch it. */
export interface Mutation {
  /** What somebody has done, in their own words. */
  readonly mistake: string;
  /** Name of the one resource that is declared differently. */
  readonly resource: string;
  /**
   * Steps to the input: a key, the position in a list, or `key=value` for the one item of a list that has it. `protect` is the
   * resource option. Empty takes the resource out.
   */
  readonly path: readonly string[];
  /** Left out, the input goes. */
  readonly value?: unknown;
  /** These, and no other. */
  readonly rules: readonly string[];
}

/** A stack with one mistake in it. @throws {Error} where the mistake changes nothing that is declared. */
export function withMistake(states: readonly ResourceState[], mutation: Mutation): ResourceState[] {
  const { resource, path, value } = mutation;
  const found = states.filter(({ custom, name }) => custom && name === resource);
  if (found.length !== 1) throw new Error(`${resource} must name one resource, got ${found.length}`);
  const [state] = found as [ResourceState];
  if (path.length === 0) return without(states, state.urn);
  const changed = withChange(state, path, value);
  if (JSON.stringify(changed) === JSON.stringify(state))
    throw new Error(`${resource}: ${path.join(".")} is so already`);
  return states.map((each) => (each === state ? changed : each));
}

/** In a preview a resource's outputs are its inputs and what else is certain, or nothing at all. */
function withChange(state: ResourceState, path: readonly string[], value: unknown): ResourceState {
  const [first = ""] = path;
  if (first === "protect") return { ...state, protect: value as boolean };
  const inputs = replaced(state.inputs, path, value) as Properties;
  const known = Object.keys(state.outputs).length > 0;
  const outputs = known ? (replaced(state.outputs, path, value) as Properties) : state.outputs;
  // A plain value in place of another resource's, or none.
  const { [first]: _, ...others } = state.propertyDependencies;
  return { ...state, inputs, outputs, propertyDependencies: path.length === 1 ? others : state.propertyDependencies };
}

/** Nor does anything depend on it any longer. */
function without(states: readonly ResourceState[], gone: string): ResourceState[] {
  const others = (urns: readonly string[]) => urns.filter((urn) => urn !== gone);
  return states
    .filter(({ urn }) => urn !== gone)
    .map((state) => {
      const links = Object.entries(state.propertyDependencies);
      if (![state.dependencies, ...links.map(([, urns]) => urns)].some((urns) => urns.includes(gone))) return state;
      const propertyDependencies = Object.fromEntries(links.map(([key, urns]) => [key, others(urns)]));
      return { ...state, dependencies: others(state.dependencies), propertyDependencies };
    });
}

/** A copy with the value at a path replaced, or taken out. @throws {Error} where a step leads nowhere. */
function replaced(value: unknown, [step, ...rest]: readonly string[], replacement: unknown): unknown {
  if (step === undefined) return replacement;
  if (typeof value !== "object" || value === null) throw new Error(`nothing to change at ${step}`);
  const copy: any = Array.isArray(value) ? [...value] : { ...value };
  const key = Array.isArray(value) ? indexOf(value, step) : step;
  const changed = replaced(copy[key], rest, replacement);
  if (changed !== undefined) copy[key] = changed;
  else if (Array.isArray(copy)) copy.splice(key as number, 1);
  else delete copy[key];
  return copy;
}

function indexOf(items: readonly unknown[], step: string): number {
  const [key = "", wanted] = step.split("=");
  const fits = (item: unknown, i: number) =>
    wanted === undefined ? `${i}` === key : `${Object(item)[key]}` === wanted;
  const found = items.flatMap((item, i) => (fits(item, i) ? [i] : []));
  if (found.length !== 1) throw new Error(`${step} must be true of one item, got ${found.length}`);
  return found[0] as number;
}
