/** Longest key. Unit: bytes. Keys are kept in memory beside every value; what is longer is no identifier. */
export const MAX_KEY_BYTES = 512;

const TEMPLATE = /^[a-z][a-z-]*(:\{[a-zA-Z]+\})+$/;

/** Ends the key of a lock. No part of a key can hold it, as parts are percent-encoded. */
const LOCK_SUFFIX = "#lock";

/** Names of the parts of a template such as `recs:{profileId}:{context}`; undefined if it is none. */
export function partsOf(template: string): string[] | undefined {
  return TEMPLATE.test(template) ? [...template.matchAll(/\{([a-zA-Z]+)\}/g)].map((match) => match[1]!) : undefined;
}

/** Makes keys such as `recs:42:home` from `recs:{profileId}:{context}`. */
export class KeyTemplate<Part extends string> {
  /** @throws {RangeError} if the template does not have exactly these parts. */
  constructor(
    readonly template: string,
    parts: readonly Part[],
  ) {
    const found = partsOf(template);
    if (found === undefined || [...found].sort().join() !== [...parts].sort().join()) {
      throw new RangeError(`key template must have the parts ${parts.join(", ")}, got "${template}"`);
    }
  }

  /**
   * Letters, digits and -_.!~*'() stand as they are, the rest percent-encoded: whoever chooses a part reaches no other key.
   * @throws {RangeError} naming a part that is empty or no text, or on a key above `MAX_KEY_BYTES`.
   */
  key(parts: Readonly<Record<Part, string | number>>): string {
    const key = this.template.replace(/\{([a-zA-Z]+)\}/g, (_, part: Part) => encodedPart(part, String(parts[part])));
    if (key.length > MAX_KEY_BYTES) throw new RangeError(`key must be up to ${MAX_KEY_BYTES} bytes, got ${key.length}`);
    return key;
  }
}

/** In the same prefix as the key, hence allowed by the same access string. */
export function lockKey(key: string): string {
  return `${key}${LOCK_SUFFIX}`;
}

function encodedPart(part: string, value: string): string {
  if (value === "") throw new RangeError(`${part} must not be empty`);
  try {
    return encodeURIComponent(value);
  } catch {
    throw new RangeError(`${part} must be well-formed text`);
  }
}
