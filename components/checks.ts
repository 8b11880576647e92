import * as pulumi from "@pulumi/pulumi";

/** One thing wrong with one argument, worded for the person who wrote the stack. */
export interface Problem {
  /** Path of the argument as the caller wrote it, e.g. `replicasPerShard`. */
  readonly path: string;
  /** What must hold, then the value found, e.g. `must be 0 to 5 nodes, got 9`. */
  readonly reason: string;
}

/**
 * Thrown when a component's arguments cannot be built. Lists every problem, not only the first.
 * A `RunError`, because Pulumi prints those without a stack trace: the reader has to mend data, not code.
 */
export class ArgsError extends pulumi.RunError {
  override readonly name = "ArgsError";

  constructor(
    component: string,
    readonly problems: readonly Problem[],
  ) {
    const lines = problems.map(({ path, reason }) => `  ${path}: ${reason}`);
    super([`Cannot declare ${component}`, ...lines].join("\n"));
  }
}

/** @throws {ArgsError} if `problems` is not empty. */
export function assertNoProblems(component: string, problems: readonly Problem[]): void {
  if (problems.length > 0) throw new ArgsError(component, problems);
}

/** Finds what is wrong with the value at `path`. Total: it reports bad data and never throws on it. */
export type Check = (path: string, value: unknown) => Problem[];

/** The problem `<path>: must <rule>, got <value>`, or none when the rule holds. */
export function must(holds: boolean, path: string, rule: string, value: unknown): Problem[] {
  return holds ? [] : [{ path, reason: `must ${rule}, got ${shown(value)}` }];
}

/** Problems of a whole number outside `[min, max]`; `unit` completes the sentence. */
export function wholeNumber(path: string, value: unknown, min: number, max: number, unit: string): Problem[] {
  const holds = Number.isInteger(value) && Number(value) >= min && Number(value) <= max;
  return must(holds, path, `be ${min} to ${max} ${unit}`, value);
}

export function flag(path: string, value: unknown): Problem[] {
  return must(typeof value === "boolean", path, "be true or false", value);
}

export function oneOf(path: string, value: unknown, allowed: readonly unknown[]): Problem[] {
  return must(allowed.includes(value), path, `be one of ${allowed.map(shown).join(", ")}`, value);
}

/** Problems of a text that does not match `pattern`. */
export function text(path: string, value: unknown, pattern: RegExp, rule: string): Problem[] {
  return must(typeof value === "string" && pattern.test(value), path, rule, value);
}

/** Problems of a list: of its length, of a text that it holds twice, and of each element by `check`. */
export function list(path: string, value: unknown, min: number, max: number, check: Check): Problem[] {
  if (!Array.isArray(value) || value.length < min || value.length > max) {
    return must(false, path, `be a list of ${min} to ${max}`, value);
  }
  return value.flatMap((element, index) => [
    ...must(
      typeof element !== "string" || value.indexOf(element) === index,
      `${path}[${index}]`,
      "appear once",
      element,
    ),
    ...check(`${path}[${index}]`, element),
  ]);
}

/**
 * Problems of a plain object: of each field by its own check, and of fields it should not have (a typo, mostly).
 * The compiler asks for a check of every field of `T`, so a field cannot be added without one.
 */
export function fields<T>(path: string, value: unknown, checks: { readonly [Field in keyof T]-?: Check }): Problem[] {
  const known = Object.entries<Check>(checks);
  const names = known.map(([field]) => field);
  const at = (field: string) => (path === "" ? field : `${path}.${field}`);
  return ofObject(path, value, (found) => [
    ...Object.keys(found)
      .filter((field) => !names.includes(field))
      .map((field) => ({ path: at(field), reason: `must be one of the fields ${names.join(", ")}` })),
    ...known.flatMap(([field, check]) => check(at(field), found[field])),
  ]);
}

/** Problems of a plain object whose keys are the caller's own: of each key with its value. */
export function record(path: string, value: unknown, check: (path: string, key: string, value: unknown) => Problem[]) {
  return ofObject(path, value, (found) =>
    Object.entries(found).flatMap(([key, element]) => check(`${path}.${key}`, key, element)),
  );
}

function ofObject(path: string, value: unknown, check: (found: Record<string, unknown>) => Problem[]): Problem[] {
  return isRecord(value) ? check(value) : notRecord(path || "settings", value);
}

/** True of what may be read by field name. Settings are written by people: a typed field can hold anything. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** That `value` is no object to read fields of. */
export function notRecord(path: string, value: unknown): Problem[] {
  return must(false, path, "be an object", value);
}

/** A value as it reads in a message: text in quotes, so that "3" is told from 3; never the insides of an object. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "function" ? "a function" : String(value);
}
