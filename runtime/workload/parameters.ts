import { BadRequest } from "./server";

/** A whole number of the query. @throws {BadRequest} */
export function wholeNumber(url: URL, name: string, min: number, max: number, fallback?: number): number {
  const said = url.searchParams.get(name);
  if (said === null && fallback !== undefined) return fallback;
  if (said !== null && /^\d{1,16}$/.test(said) && Number(said) >= min && Number(said) <= max) return Number(said);
  throw new BadRequest(`${name} must be a whole number of ${min} to ${max}`);
}

/** A decimal number of the query, null if it does not say. @throws {BadRequest} */
export function decimal(url: URL, name: string, max: number): number | null {
  const said = url.searchParams.get(name);
  if (said === null) return null;
  if (/^\d{1,9}(\.\d{1,3})?$/.test(said) && Number(said) <= max) return Number(said);
  throw new BadRequest(`${name} must be a number of 0 to ${max}`);
}

/** A text of the query. @throws {BadRequest} */
export function text(url: URL, name: string, pattern: RegExp, rule: string, fallback: string): string {
  const said = url.searchParams.get(name) ?? fallback;
  if (pattern.test(said)) return said;
  throw new BadRequest(`${name} must ${rule}`);
}
