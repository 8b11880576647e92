import { ARCHIVE, ASSET, isObject, isSecret, type Properties, RESOURCE, signatureOf, type Value } from "../values";

/** One property that differs between what is there and what is wanted. */
export interface PropertyChange {
  /** Path in Pulumi's notation, e.g. `tags.Name`, `ingress[0].fromPort`, `tags["a.b"]`. */
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/**
 * Every property that differs, sorted by key, as deep as both sides go. Whether a value is secret does not count, as in real providers; an
 * absent property equals null; two assets are equal if their hashes are; an unknown value differs from everything.
 */
export function propertyChanges(before: Properties, after: Properties): PropertyChange[] {
  return objectChanges("", before, after);
}

function objectChanges(path: string, before: Properties, after: Properties): PropertyChange[] {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  // Most of it is the same text, which needs neither an order nor a path.
  const perhaps = [...keys].filter((key) => before[key] !== after[key]).sort();
  return perhaps.flatMap((key) => valueChanges(join(path, key), before[key], after[key]));
}

function valueChanges(path: string, beforeMarked: Value | undefined, afterMarked: Value | undefined): PropertyChange[] {
  const before = revealed(beforeMarked);
  const after = revealed(afterMarked);
  if (before === null && after === null) return [];
  if (before === null) return [{ path, kind: "add" }];
  if (after === null) return [{ path, kind: "delete" }];
  if (Array.isArray(before) && Array.isArray(after)) return arrayChanges(path, before, after);
  if (isObject(before) && isObject(after)) {
    const signature = signatureOf(after);
    if (signature === undefined && signatureOf(before) === undefined) return objectChanges(path, before, after);
    return signature === signatureOf(before) && identityOf(before) === identityOf(after)
      ? []
      : [{ path, kind: "update" }];
  }
  return before === after ? [] : [{ path, kind: "update" }];
}

function arrayChanges(path: string, before: Value[], after: Value[]): PropertyChange[] {
  return Array.from({ length: Math.max(before.length, after.length) }, (_, i) =>
    before[i] === after[i] ? [] : valueChanges(`${path}[${i}]`, before[i], after[i]),
  ).flat();
}

function revealed(value: Value | undefined): Value {
  if (value === undefined) return null;
  return isSecret(value) ? revealed(value.value as Value) : value;
}

/** What makes a marked object the same one: content of an asset, target of a reference. */
function identityOf(marked: { [key: string]: Value }): string {
  const signature = signatureOf(marked);
  if ((signature === ASSET || signature === ARCHIVE) && typeof marked.hash === "string") return marked.hash;
  if (signature === RESOURCE) return JSON.stringify([marked.urn, marked.id ?? null]);
  return JSON.stringify(marked);
}

function join(path: string, key: string): string {
  if (/[.[\]"]/.test(key) || key === "") return `${path}[${JSON.stringify(key)}]`;
  return path === "" ? key : `${path}.${key}`;
}
