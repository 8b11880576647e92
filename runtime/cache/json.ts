/** What JSON carries without loss of its type. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json };

/** @throws {TypeError} on what JSON has no text for. */
export function encode(value: Json): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`must be JSON, got ${typeof value}`);
  return text;
}

/** Frozen through and through: the same object is given to many callers. @throws {SyntaxError} */
export function decode(text: string): Json {
  return JSON.parse(text, (_, value) => Object.freeze(value));
}
