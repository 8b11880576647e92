import type { ResourceState } from "../engine/resource-state";
import { isObject, type Value } from "../engine/values";

/** The resources of a stack, and how one leads to another. */
export class Stack {
  readonly #byUrn: ReadonlyMap<string, ResourceState>;

  constructor(readonly states: readonly ResourceState[]) {
    this.#byUrn = new Map(states.map((state) => [state.urn, state]));
  }

  ofType(type: string): ResourceState[] {
    return this.states.filter((state) => state.type === type);
  }

  /** The resource of one of `types` that an input was taken from, directly or through others. */
  behind(state: ResourceState, property: string, ...types: string[]): ResourceState | undefined {
    const found = (state.propertyDependencies[property] ?? []).map((urn) => this.#byUrn.get(urn));
    return found.find((each) => each !== undefined && types.includes(each.type));
  }

  /**
   * The part of the platform that a resource belongs to: the middle of its nearest component's type, `database` of
   * `p95:database:RegionalCluster`, else its service.
   */
  componentOf(state: ResourceState): string {
    const parent = this.#byUrn.get(state.parent);
    if (parent === undefined || parent.parent === "") return state.type.split(":")[1]?.split("/")[0] ?? state.type;
    if (!parent.custom) return parent.type.split(":")[1] ?? parent.type;
    return this.componentOf(parent);
  }
}

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");
export const number = (value: Value | undefined, fallback: number): number =>
  typeof value === "number" ? value : fallback;
export const items = (value: Value | undefined): Value[] => (Array.isArray(value) ? value : []);
export const field = (value: Value | undefined, name: string): Value | undefined =>
  isObject(value) ? value[name] : undefined;
