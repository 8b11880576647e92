import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseDocument } from "yaml";
import { SettingsError } from "./settings-error";

/** A Pulumi project as its `Pulumi.yaml` describes it. */
export interface Project {
  readonly name: string;
  /** Folder of `Pulumi.yaml`. Absolute. */
  readonly root: string;
  /** Working directory of the program: `root`, or what `main` says. Absolute. */
  readonly directory: string;
  /** File below `directory` to run, or `.` when its package.json decides. */
  readonly entryPoint: string;
  /** Folder of the stacks' configuration files. Absolute. */
  readonly stackConfigDirectory: string;
  /** Arguments for node itself, in front of the program. */
  readonly nodeArguments: readonly string[];
  /** Whether Pulumi would compile, and so type-check, TypeScript on its own. */
  readonly typescript: boolean;
  /** The `config` section as it stands. */
  readonly config: Readonly<Record<string, unknown>>;
}

/**
 * Reads the project in `directory` or in the nearest folder above it.
 * @throws {SettingsError} when there is none, or it is not a Node.js project that can be read.
 * Source: https://www.pulumi.com/docs/iac/concepts/projects/project-file/
 */
export function readProject(directory: string): Project {
  const file = findProjectFile(resolve(directory));
  if (file === undefined) {
    throw new SettingsError("Cannot find a Pulumi project", [
      `${directory}: must hold a Pulumi.yaml, or lie below a folder that does`,
    ]);
  }
  const root = dirname(file);
  const content = readYaml(file);
  const problems: string[] = [];
  const name = content.name;
  if (typeof name !== "string" || !/^[A-Za-z0-9_.-]{1,100}$/.test(name)) {
    problems.push(`name: must be 1 to 100 letters, digits, "-", "_" or ".", got ${JSON.stringify(name)}`);
  }
  const runtime = readRuntime(content.runtime, problems);
  const main = stringOr(content.main, "main", "", problems);
  const stackConfigDir = stringOr(content.stackConfigDir, "stackConfigDir", ".", problems);
  const config = content.config ?? {};
  if (typeof config !== "object" || Array.isArray(config)) {
    problems.push(`config: must be a table of keys, got ${JSON.stringify(config)}`);
  }
  const program = resolve(root, main);
  if (main !== "" && !existsSync(program))
    problems.push(`main: must be a file or folder of the project, got "${main}"`);
  if (problems.length > 0) throw new SettingsError(`Cannot read ${file}`, problems);

  const isFile = main !== "" && statSync(program).isFile();
  return {
    name: name as string,
    root,
    directory: isFile ? dirname(program) : program,
    entryPoint: isFile ? relative(dirname(program), program) : ".",
    stackConfigDirectory: resolve(root, stackConfigDir),
    ...runtime,
    config: config as Record<string, unknown>,
  };
}

function findProjectFile(directory: string): string | undefined {
  for (const name of ["Pulumi.yaml", "Pulumi.yml"]) {
    if (existsSync(join(directory, name))) return join(directory, name);
  }
  const parent = dirname(directory);
  return parent === directory ? undefined : findProjectFile(parent);
}

function readRuntime(value: unknown, problems: string[]): { nodeArguments: string[]; typescript: boolean } {
  const { name, options } = typeof value === "string" ? { name: value, options: undefined } : asTable(value);
  if (name !== "nodejs") problems.push(`runtime: must be nodejs, got ${JSON.stringify(name)}`);
  const { nodeargs, typescript } = asTable(options);
  if (nodeargs !== undefined && typeof nodeargs !== "string") {
    problems.push(`runtime.options.nodeargs: must be a text, got ${JSON.stringify(nodeargs)}`);
  }
  return {
    nodeArguments: typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((each) => each !== "") : [],
    typescript: typescript !== false,
  };
}

function asTable(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function stringOr(value: unknown, path: string, fallback: string, problems: string[]): string {
  if (value === undefined) return fallback;
  if (typeof value === "string") return value;
  problems.push(`${path}: must be a text, got ${JSON.stringify(value)}`);
  return fallback;
}

/** The content of a YAML file that holds a table. @throws {SettingsError} with file and line of a mistake. */
export function readYaml(file: string): Record<string, unknown> {
  const document = parseDocument(readFileSync(file, "utf8"));
  const [error] = document.errors;
  if (error !== undefined) {
    const line = error.linePos?.[0].line ?? 1;
    throw new SettingsError(`Cannot read ${file}:${line}`, [error.message.split("\n")[0] as string]);
  }
  const content: unknown = document.toJS();
  if (content === null) return {};
  if (typeof content !== "object" || Array.isArray(content)) {
    throw new SettingsError(`Cannot read ${file}`, [`must be a table of keys, got ${JSON.stringify(content)}`]);
  }
  return content as Record<string, unknown>;
}

/** Names of the stacks that a project has settings for, in alphabetical order. */
export function stackNames({ stackConfigDirectory }: Project): string[] {
  const names = readdirSync(stackConfigDirectory).map((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1]);
  return names.filter((name) => name !== undefined).sort();
}
