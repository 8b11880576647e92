import type { ResourceState } from "../engine/resource-state";

/** A resource of the head with the one of the base that it is, if any. */
export interface Pair {
  readonly head: ResourceState;
  readonly base: ResourceState | undefined;
}

/** Both sides of a change, resource by resource. */
export interface Matching {
  /** In the head's order. */
  readonly pairs: readonly Pair[];
  /** Of the base, and nothing in the head is them. */
  readonly gone: readonly ResourceState[];
  /** The head's URN of each resource of the base that has one. */
  readonly newUrns: ReadonlyMap<string, string>;
}

/**
 * Which resource of `base` each one of `head` is: the one with its URN, else the first of its aliases that the head does not
 * declare itself. That is how the engine finds a resource that was renamed.
 */
export function matchResources(base: readonly ResourceState[], head: readonly ResourceState[]): Matching {
  const byUrn = new Map(base.map((state) => [state.urn, state]));
  const declared = new Set(head.map(({ urn }) => urn));
  const newUrns = new Map<string, string>();
  const pairs = head.map((state) => {
    const former = state.aliases.find((urn) => byUrn.has(urn) && !declared.has(urn) && !newUrns.has(urn));
    const found = byUrn.get(state.urn) ?? (former === undefined ? undefined : byUrn.get(former));
    if (found !== undefined) newUrns.set(found.urn, state.urn);
    return { head: state, base: found };
  });
  return { pairs, gone: base.filter(({ urn }) => !newUrns.has(urn)), newUrns };
}
