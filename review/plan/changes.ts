import { propertyChanges } from "../engine/providers/property-changes";
import type { ResourceState } from "../engine/resource-state";
import {
  containsUnknown,
  isObject,
  isSecret,
  type Properties,
  signatureOf,
  UNKNOWN,
  type Value,
} from "../engine/values";
import { type ChangedAt, matchesAny } from "./consequences";

/** A property that differs, with what it was and what it will be. */
export interface Change extends ChangedAt {
  readonly before: Value | undefined;
  readonly after: Value | undefined;
  /** URN of a replaced resource that the new value comes from; `undefined` where the program itself says something else. */
  readonly cause: string | undefined;
}

/** What of the base is known in the head, and what happens to the resources that a value comes from. */
export interface Surroundings {
  /** The head's URN of a resource of the base. */
  readonly newUrn: (urn: string) => string;
  readonly isReplaced: (urn: string) => boolean;
}

/**
 * Everything in which `head` differs from `base`: values, values that are not known yet but come from another resource than
 * before, and those that come from a resource which is replaced.
 */
export function changesOf(base: ResourceState, head: ResourceState, around: Surroundings): Change[] {
  const written = propertyChanges(base.inputs, head.inputs).map((change) => ({ ...change, cause: undefined }));
  const seen = new Set(written.map(({ path }) => path));
  const hidden = Object.keys(head.inputs).flatMap((property) => hiddenChanges(property, base, head, around));
  return [...written, ...hidden.filter(({ path }) => !seen.has(path))]
    .filter(({ path }) => !matchesAny(path, head.ignoreChanges))
    .map((change) => ({
      ...change,
      before: valueAt(base.inputs, change.path),
      after: valueAt(head.inputs, change.path),
    }));
}

/** Differences of one property that its text does not show: unknown before and after, but not the same unknown. */
function hiddenChanges(
  property: string,
  base: ResourceState,
  head: ResourceState,
  { newUrn, isReplaced }: Surroundings,
): Omit<Change, "before" | "after">[] {
  const value = head.inputs[property];
  const [now = [], then = []] = [head, base].map(({ propertyDependencies }) => propertyDependencies[property] ?? []);
  if (now.length + then.length === 0) return [];
  const moved = [...then].map(newUrn).sort().join() !== [...now].sort().join();
  const cause = now.find(isReplaced);
  if (!moved && cause === undefined) return [];
  if (!containsUnknown(value) || !containsUnknown(base.inputs[property])) return [];
  return unknownPaths(property, value as Value).map((path) => ({
    path,
    kind: "update",
    cause: moved ? undefined : cause,
  }));
}

function unknownPaths(path: string, value: Value): string[] {
  if (value === UNKNOWN) return [path];
  if (isSecret(value)) return unknownPaths(path, value.value as Value);
  if (signatureOf(value) !== undefined) return containsUnknown(value) ? [path] : [];
  return children(value).flatMap(([key, element]) => unknownPaths(join(path, key), element));
}

/** A change of a whole block, and of each value inside it: what decides may be any of them. */
export function withLeaves({ path, kind, before, after }: Change): ChangedAt[] {
  const inside = (at: string, value: Value): ChangedAt[] => [
    { path: at, kind },
    ...(signatureOf(value) === undefined ? children(value) : []).flatMap(([key, element]) =>
      inside(join(at, key), element),
    ),
  ];
  return kind === "update" ? [{ path, kind }] : inside(path, (kind === "add" ? after : before) ?? null);
}

function children(value: Value): [string | number, Value][] {
  if (Array.isArray(value)) return value.map((element, i) => [i, element]);
  return isObject(value) ? Object.entries(value) : [];
}

function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return /[.[\]"]/.test(key) || key === "" ? `${path}[${JSON.stringify(key)}]` : `${path}.${key}`;
}

/** The value at a path that `propertyChanges` made. */
function valueAt(properties: Properties, path: string): Value | undefined {
  let value: Value | undefined = properties;
  for (const [, name, index, quoted] of path.matchAll(/([^.[\]"]+)(?![^[]*"\])|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)) {
    if (isSecret(value)) value = value.value as Value;
    const key = quoted === undefined ? (index ?? name) : (JSON.parse(quoted) as string);
    value = typeof value === "object" && value !== null ? (value as Properties)[key as string] : undefined;
  }
  return value;
}
