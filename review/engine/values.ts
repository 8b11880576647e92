/**
 * Property values as they travel between a Pulumi program, an engine and a provider: plain JSON in which a few marked
 * objects stand for what JSON cannot say (a secret, an asset, a value that is not known yet).
 *
 * The same marks appear in `pulumi stack export`, so a value that came in over the wire goes out to a file unchanged.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/sig/sig.go
 */
export type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** The inputs or outputs of one resource by property name. */
export type Properties = Record<string, Value>;

/** Stands wherever a value is not known before the cloud has answered. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Key of the mark; its value is one of the signatures below. */
export const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";

/** `{ value }`: must never be shown. In an exported file the value is JSON text under `plaintext` or `ciphertext`. */
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
/** `{ hash, text | path | uri }`: the content of one file. */
export const ASSET = "c44067f5952c0a294b673a41bacd8c17";
/** `{ hash, assets | path | uri }`: several files. */
export const ARCHIVE = "0def7320c3a5731c473e5ecbe6d01bc7";
/** `{ urn, id?, packageVersion }`: another resource, passed whole. */
export const RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e";
/** `{ value?, secret?, dependencies? }`: an output with its dependencies; without `value` it is unknown. */
export const OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4";

interface Marked {
  [key: string]: Value;
}

export function isObject(value: Value | undefined): value is { [key: string]: Value } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The signature of a marked object, otherwise `undefined`. */
export function signatureOf(value: Value | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const signature = value[SIGNATURE_KEY];
  return typeof signature === "string" ? signature : undefined;
}

/** A marked object that holds a secret under `value`. */
interface Secret extends Marked {
  readonly value: Value;
}

export const isSecret = (value: Value | undefined): value is Secret => signatureOf(value) === SECRET;

/** `value` marked as secret; a secret stays as it is. */
export function makeSecret(value: Value): Value {
  return isSecret(value) ? value : { [SIGNATURE_KEY]: SECRET, value };
}

/** Whether any part of `value` satisfies `test`, which sees every node, marked objects included. */
export function some(value: Value | undefined, test: (node: Value) => boolean): boolean {
  if (value === undefined) return false;
  if (test(value)) return true;
  if (Array.isArray(value)) return value.some((element) => some(element, test));
  if (isObject(value)) return Object.values(value).some((element) => some(element, test));
  return false;
}

const isOutput = (node: Value | undefined): node is Marked => signatureOf(node) === OUTPUT;

const isUnknown = (node: Value) => node === UNKNOWN || (isOutput(node) && !("value" in node));

/** Whether `value`, or anything inside it, is not known yet. */
export const containsUnknown = (value: Value | undefined): boolean => some(value, isUnknown);

export const containsSecret = (value: Value | undefined): boolean =>
  some(value, (node) => isSecret(node) || (isOutput(node) && node.secret === true));

/**
 * Output values turned into what the rest of an engine expects: the plain value, a secret, or `UNKNOWN`. Dependencies are
 * lost, so they must have been collected before.
 */
export function downgradeOutputs(value: Value): Value {
  if (Array.isArray(value)) return value.map(downgradeOutputs);
  if (!isObject(value)) return value;
  if (isOutput(value)) {
    const plain = "value" in value ? downgradeOutputs(value.value as Value) : UNKNOWN;
    return value.secret === true ? makeSecret(plain) : plain;
  }
  return mapProperties(value, downgradeOutputs);
}

/**
 * Secrets and unknowns turned into output values, and `dependencies` (URNs) attached to the property as a whole, which is how
 * a transform sees the inputs of a resource.
 */
export function upgradeOutputs(value: Value, dependencies: readonly string[]): Value {
  const upgraded = secretsToOutputs(value);
  if (dependencies.length === 0) return upgraded;
  const known: Marked = isOutput(upgraded) ? upgraded : { [SIGNATURE_KEY]: OUTPUT, value: upgraded };
  const all = new Set([...((known.dependencies as string[] | undefined) ?? []), ...dependencies]);
  return { ...known, dependencies: [...all].sort() };
}

function secretsToOutputs(value: Value): Value {
  if (value === UNKNOWN) return { [SIGNATURE_KEY]: OUTPUT };
  if (Array.isArray(value)) return value.map(secretsToOutputs);
  if (!isObject(value)) return value;
  if (!isSecret(value)) return mapProperties(value, secretsToOutputs);
  const inner = secretsToOutputs(value.value as Value);
  if (isOutput(inner)) return { ...inner, secret: true };
  return { [SIGNATURE_KEY]: OUTPUT, value: inner, secret: true };
}

/** Adds the URNs that the output values inside `value` depend on to `urns`. */
export function collectDependencies(value: Value, urns: Set<string>): void {
  if (Array.isArray(value)) {
    for (const element of value) collectDependencies(element, urns);
  } else if (isObject(value)) {
    if (isOutput(value)) {
      for (const urn of (value.dependencies as string[] | undefined) ?? []) urns.add(urn);
    }
    for (const element of Object.values(value)) collectDependencies(element, urns);
  }
}

/** `value` without secret marks: for a receiver that asked not to be sent secrets. */
export function revealSecrets(value: Value): Value {
  if (Array.isArray(value)) return value.map(revealSecrets);
  if (!isObject(value)) return value;
  if (isSecret(value)) return revealSecrets(value.value as Value);
  return mapProperties(value, revealSecrets);
}

/** A new object with `map` applied to each value; keys keep their order. */
export function mapProperties(properties: Properties, map: (value: Value, key: string) => Value): Properties {
  const mapped: Properties = {};
  for (const key of Object.keys(properties)) mapped[key] = map(properties[key] as Value, key);
  return mapped;
}
