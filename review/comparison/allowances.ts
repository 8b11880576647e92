import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "../engine/json-file";
import { SettingsError } from "../engine/settings-error";
import type { PlannedChange } from "../plan/plan";

/** Somebody's word that one stateful resource may be deleted or replaced. */
export interface Allowance {
  readonly stack: string;
  /** Name of the resource; `*` stands for any letters. */
  readonly resource: string;
  readonly action: "delete" | "replace";
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it counts, `YYYY-MM-DD`. */
  readonly expires: string;
}

/** Beside the stacks' configuration files. */
export const ALLOWANCES_FILE = "allowed-changes.json";

const FIELDS = ["stack", "resource", "action", "reason", "owner", "expires"] as const;

/** What the project allows; nothing where there is no such file. @throws {SettingsError} naming each field that is wrong. */
export function readAllowances(directory: string): Allowance[] {
  const file = join(directory, ALLOWANCES_FILE);
  if (!existsSync(file)) return [];
  const content = readJsonFile(file);
  if (!Array.isArray(content)) throw new SettingsError(`Cannot read ${file}`, ["must be a list of allowances"]);
  const problems = content.flatMap(allowanceProblems);
  if (problems.length > 0) throw new SettingsError(`Cannot read ${file}`, problems);
  return content as Allowance[];
}

function allowanceProblems(entry: unknown, i: number): string[] {
  if (typeof entry !== "object" || entry === null) return [`[${i}]: must be an object`];
  const given = entry as Record<string, unknown>;
  return [
    ...Object.keys(given)
      .filter((field) => !(FIELDS as readonly string[]).includes(field))
      .map((field) => `[${i}].${field}: must be one of the fields ${FIELDS.join(", ")}`),
    ...FIELDS.filter((field) => typeof given[field] !== "string" || given[field] === "").map(
      (field) => `[${i}].${field}: must be a text, got ${JSON.stringify(given[field]) ?? "nothing"}`,
    ),
    ...(typeof given.action === "string" && !["delete", "replace"].includes(given.action)
      ? [`[${i}].action: must be "delete" or "replace", got ${JSON.stringify(given.action)}`]
      : []),
    ...(typeof given.expires === "string" && !isDate(given.expires)
      ? [`[${i}].expires: must be a date such as 2027-01-31, got ${JSON.stringify(given.expires)}`]
      : []),
  ];
}

function isDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text)
  );
}

/** A change that loses something, and whether it may. */
export interface Loss {
  readonly change: PlannedChange;
  /** `undefined` where nobody allowed it. */
  readonly allowedBy: Allowance | undefined;
  /** Allowances for it that have expired. */
  readonly expired: readonly Allowance[];
}

/**
 * Every change that would lose what cannot be made anew, the certain ones first. Replacements that are only possible count: nobody
 * has measured them.
 * @param today `YYYY-MM-DD`
 */
export function lossesOf(
  changes: readonly PlannedChange[],
  stack: string,
  allowances: readonly Allowance[],
  today: string,
): Loss[] {
  const rank = ({ replacement, action }: PlannedChange) =>
    action === "delete" ? 0 : replacement === "certain" ? 1 : 2;
  return changes
    .filter(({ holds, action, replacement }) => holds !== undefined && (action === "delete" || replacement !== "no"))
    .sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
    .map((change) => {
      const action = change.action === "delete" ? "delete" : "replace";
      const fitting = allowances.filter(
        (each) => each.stack === stack && each.action === action && fits(each.resource, change.name),
      );
      return {
        change,
        allowedBy: fitting.find(({ expires }) => expires >= today),
        expired: fitting.filter(({ expires }) => expires < today),
      };
    });
}

function fits(pattern: string, name: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(name);
}
