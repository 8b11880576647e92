import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { StackOutputs } from "../../review/engine/builtin-provider";
import { type Project, readProject } from "../../review/engine/project";
import type { ConfigOverrides } from "../../review/engine/stack-config";
import { readStackOutputs } from "../../review/engine/stack-outputs";
import { programDirectory } from "../support/run-preview";

/** One stack of one program, as both engines run it. */
export interface ConformanceCase {
  /** For people, e.g. `p95 prod`, `aliases`. */
  readonly name: string;
  readonly project: Project;
  readonly stack: string;
  readonly overrides: ConfigOverrides;
  /** Stacks that it refers to. */
  readonly stackOutputs: StackOutputs;
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

/** The real engine refuses to refer to a stack that does not exist; ours calls its outputs unknown. */
const MORE_STACKS: Readonly<Record<string, StackOutputs>> = {
  "stack-references": { "organization/nobody/dev": {} },
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
  const stackOutputs = { ...stackOutputsOf(project), ...MORE_STACKS[name] };
  return { name, project, stack, overrides, stackOutputs, onlyPreview: ONLY_PREVIEW[name] };
}

/** Outputs of other stacks that lie beside a program. */
function stackOutputsOf(project: Project): StackOutputs {
  const file = join(project.directory, "stack-outputs.json");
  return existsSync(file) ? readStackOutputs(file) : {};
}
