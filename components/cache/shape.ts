import { type Problem, wholeNumber } from "../checks";

/** True of what may be read by field name. Settings are written by people: a typed field can hold anything. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** `value` as a reader of an error message recognises it. */
export function shown(value: unknown): string {
  if (typeof value === "string") return `"${value}"`;
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" && value !== null ? "an object" : String(value);
}

/** That `value` is not a record. */
export function notRecord(path: string, value: unknown): Problem[] {
  return [{ path, reason: `must be an object, got ${shown(value)}` }];
}

/** `wholeNumber` of a value that may not even be a number. */
export function whole(path: string, value: unknown, min: number, max: number, unit: string): Problem[] {
  if (typeof value === "number") return wholeNumber(path, value, min, max, unit);
  return [{ path, reason: `must be ${min} to ${max} ${unit}, got ${shown(value)}` }];
}
