import { readFileSync } from "node:fs";

/** One resource, or a group of them, that may break a rule for a while. */
export interface Exception {
  readonly rule: string;
  /** URN with `*` for any characters. It names the stack, so that an exception for dev says nothing about prod. */
  readonly resource: string;
  readonly reason: string;
  /** Who mends it, or asks for more time. */
  readonly owner: string;
  /** Last day on which it holds, as YYYY-MM-DD. */
  readonly expires: string;
}

const FIELDS = ["rule", "resource", "reason", "owner", "expires"] as const;

/** @throws {Error} with every mistake in the file. */
export function readExceptions(file: string, rules: readonly string[]): Exception[] {
  const content: unknown = JSON.parse(readFileSync(file, "utf8"));
  const problems = exceptionProblems(content, rules);
  if (problems.length > 0) throw new Error([`Cannot read exceptions from ${file}`, ...problems].join("\n  "));
  return content as Exception[];
}

/** What is wrong with the content of an exceptions file. */
export function exceptionProblems(content: unknown, rules: readonly string[]): string[] {
  if (!Array.isArray(content)) return ["must be a list of exceptions"];
  return content.flatMap((exception: Record<string, unknown>, i) => {
    const at = (field: string) => `${i}.${field}: must be`;
    const empty = FIELDS.filter((field) => typeof exception?.[field] !== "string" || exception[field] === "");
    if (empty.length > 0) return empty.map((field) => `${at(field)} a text`);
    const { rule, resource, expires } = exception as unknown as Exception;
    const surplus = Object.keys(exception).filter((field) => !FIELDS.some((known) => known === field));
    return [
      ...surplus.map((field) => `${at(field)} left out: there is no such field`),
      ...(rules.includes(rule) ? [] : [`${at("rule")} the name of a rule, got "${rule}"`]),
      ...(/^urn:pulumi:[^:]+::/.test(resource) ? [] : [`${at("resource")} urn:pulumi:<stack>::..., got "${resource}"`]),
      ...(isDate(expires) ? [] : [`${at("expires")} a day as YYYY-MM-DD, got "${expires}"`]),
    ];
  });
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** The exceptions of a pack, and which of them were needed. */
export class ExceptionList {
  readonly #exceptions: readonly { readonly exception: Exception; readonly matches: RegExp }[];
  readonly #today: string;
  readonly #used = new Set<Exception>();

  /** @param today as YYYY-MM-DD. */
  constructor(exceptions: readonly Exception[], today: string) {
    this.#exceptions = exceptions.map((exception) => ({ exception, matches: glob(exception.resource) }));
    this.#today = today;
  }

  /** The exception that excuses a resource from a rule, which counts as used then. An expired one excuses nothing. */
  find(rule: string, urn: string | undefined): Exception | undefined {
    const fitting = this.#exceptions.filter(
      ({ exception, matches }) => exception.rule === rule && urn !== undefined && matches.test(urn),
    );
    for (const { exception } of fitting) this.#used.add(exception);
    return fitting.map(({ exception }) => exception).find(({ expires }) => expires >= this.#today);
  }

  /** What is wrong with the exceptions of a stack, once every rule has judged. */
  problems(stack: string): string[] {
    return this.#exceptions
      .map(({ exception }) => exception)
      .filter(({ resource }) => glob(resource.split("::")[0] as string).test(`urn:pulumi:${stack}`))
      .flatMap((exception) => {
        const { rule, resource, owner, expires } = exception;
        const what = `The exception of ${owner} from ${rule} for ${resource}`;
        if (expires < this.#today) return [`${what} has expired on ${expires}`];
        return this.#used.has(exception) ? [] : [`${what} is not used: nothing there breaks the rule`];
      });
  }
}

function glob(pattern: string): RegExp {
  const literal = pattern.split("*").map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&"));
  return new RegExp(`^${literal.join(".*")}$`, "s");
}
