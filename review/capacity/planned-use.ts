import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "../engine/json-file";
import { SettingsError } from "../engine/settings-error";

/** What a capacity plan expects of limits on its busiest day. */
export interface PlannedUse {
  /** E.g. `2026-12-18`. */
  readonly day: string;
  /** By the limit's id. Unit: the limit's own. */
  readonly usedAtPeak: ReadonlyMap<string, number>;
}

/** Beside the stack's configuration; what `p95 capacity --json` printed. */
export const planFile = (stack: string): string => `capacity.${stack}.json`;

/** @returns undefined where there is no file. @throws {SettingsError} where it is none that `p95 capacity --json` printed. */
export function readPlannedUse(directory: string, stack: string): PlannedUse | undefined {
  const file = join(directory, planFile(stack));
  if (!existsSync(file)) return undefined;
  const content = readJsonFile(file);
  const { schemaVersion, peak, limits } = Object(content) as Record<string, unknown>;
  const { day } = Object(peak) as { day?: unknown };
  const listed = Array.isArray(limits) ? limits : [];
  const problems = [
    ...problem(schemaVersion === 1, "schemaVersion", "be 1", schemaVersion),
    ...problem(typeof day === "string" && /^\d{4}-\d{2}-\d{2}$/.test(day), "peak.day", "be a day as YYYY-MM-DD", day),
    ...problem(Array.isArray(limits), "limits", "be a list", limits),
    ...listed.flatMap((limit, i) => limitProblems(limit, `limits[${i}]`)),
  ];
  if (problems.length > 0) throw new SettingsError(`Cannot read ${file}, which p95 capacity --json writes`, problems);
  return { day: day as string, usedAtPeak: new Map(listed.map(({ id, usedAtPeak }) => [id, usedAtPeak])) };
}

function limitProblems(limit: unknown, path: string): string[] {
  const { id, usedAtPeak } = Object(limit) as Record<string, unknown>;
  return [
    ...problem(typeof id === "string" && id !== "", `${path}.id`, "be a text", id),
    ...problem(
      Number.isFinite(usedAtPeak) && Number(usedAtPeak) >= 0,
      `${path}.usedAtPeak`,
      "be 0 or more",
      usedAtPeak,
    ),
  ];
}

const problem = (holds: boolean, path: string, rule: string, value: unknown): string[] =>
  holds ? [] : [`${path}: must ${rule}, got ${JSON.stringify(value) ?? "nothing"}`];
