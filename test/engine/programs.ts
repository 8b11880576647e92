import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Project, readProject } from "../../review/engine/project";
import type { ConfigOverrides } from "../../review/engine/stack-config";
import { programDirectory } from "../support/run-preview";

/** One stack of one program, as both engines run it. */
export interface ConformanceCase {
  /** For people, e.g. `p95 prod`, `aliases`. */
  readonly name: string;
  readonly project: Project;
  readonly stack: string;
  readonly overrides: ConfigOverrides;
  /** Why it is only previewed, for a program that is not meant to come to its end outside of one. */
  readonly onlyPreview: string | undefined;
}

const ROOT = resolve(__dirname, "../..");
const STACKS = ["dev", "staging", "prod"];

/** Programs that test a preview and whose `up` fails, on purpose or by nature. */
const ONLY_PREVIEW: Readonly<Record<string, string>> = {
  "dynamic-provider": "its provider refuses to create anything, to show that a preview does not ask it to",
  hooks: "one of its hooks fails outside of a preview, to show that a preview does not run it",
  unknowns: "it computes with outputs that no provider will ever have",
};

const OVERRIDES: Readonly<Record<string, Partial<ConfigOverrides>>> = {
  assets: { config: { online: "false" } },
};

/** Every stack of p95, and stack `dev` of every feature program that is meant to work. */
export function conformanceCases(): ConformanceCase[] {
  const own = readProject(ROOT);
  const stacks = STACKS.map((stack) => aCase(`p95 ${stack}`, own, stack));
  const names = readdirSync(programDirectory(".")).filter((name) =>
    existsSync(join(programDirectory(name), "Pulumi.yaml")),
  );
  return [...names.sort().map((name) => aCase(name, readProject(programDirectory(name)), "dev")), ...stacks];
}

function aCase(name: string, project: Project, stack: string): ConformanceCase {
  const overrides = { config: {}, secrets: {}, ...OVERRIDES[name] };
  return { name, project, stack, overrides, onlyPreview: ONLY_PREVIEW[name] };
}
