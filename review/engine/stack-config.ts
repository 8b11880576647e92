import { existsSync } from "node:fs";
import { join } from "node:path";
import type { StackConfig } from "./default-providers";
import { type Project, readYaml } from "./project";
import { SettingsError } from "./settings-error";

/** What stands in for a secret of the configuration file, which only the stack's owner can decrypt. */
export const ENCRYPTED_PLACEHOLDER = "p95-preview-placeholder-for-an-encrypted-value";

/** The configuration of one stack, and what a person should know about it. */
export interface LoadedConfig extends StackConfig {
  /** Keys whose real value is encrypted and was replaced. */
  readonly placeholders: readonly string[];
  /** Names of Pulumi ESC environments that the file imports and that cannot be read here. */
  readonly environments: readonly string[];
}

/** Values given on the command line; a key without namespace belongs to the project. */
export interface ConfigOverrides {
  readonly config: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, string>>;
}

interface Declaration {
  readonly type?: unknown;
  readonly default?: unknown;
  readonly value?: unknown;
  readonly secret?: unknown;
}

/**
 * The configuration of a stack, put together as Pulumi does: defaults of the project, the stack's file, then `overrides`.
 * @throws {SettingsError} naming every key that is missing or of the wrong type.
 * Source: https://www.pulumi.com/docs/iac/concepts/config/
 */
export function readStackConfig(project: Project, stack: string, overrides: ConfigOverrides): LoadedConfig {
  if (!/^[A-Za-z0-9_.-]{1,100}$/.test(stack)) {
    throw new SettingsError("Cannot preview the stack", [
      `--stack: must be 1 to 100 letters, digits, "-", "_" or ".", got "${stack}"`,
    ]);
  }
  const file = ["yaml", "yml"]
    .map((ending) => join(project.stackConfigDirectory, `Pulumi.${stack}.${ending}`))
    .find((path) => existsSync(path));
  const content = file === undefined ? {} : readYaml(file);
  const qualify = (key: string) => (key.includes(":") ? key : `${project.name}:${key}`);

  const values: Record<string, string> = {};
  const secretKeys = new Set<string>();
  const placeholders = new Set<string>();
  const declared = declarations(project, qualify);
  for (const [key, { default: fallback, value, secret }] of declared) {
    const given = value ?? fallback;
    if (given !== undefined) values[key] = toText(given);
    if (secret === true) secretKeys.add(key);
  }
  const entries = Object.entries((content.config ?? {}) as Record<string, unknown>);
  for (const [key, value] of entries) {
    const plain = replaceEncrypted(value, () => {
      placeholders.add(qualify(key));
      secretKeys.add(qualify(key));
    });
    values[qualify(key)] = toText(plain);
  }
  for (const [key, value] of Object.entries(overrides.config)) {
    values[qualify(key)] = value;
    placeholders.delete(qualify(key));
  }
  for (const [key, value] of Object.entries(overrides.secrets)) {
    values[qualify(key)] = value;
    secretKeys.add(qualify(key));
    placeholders.delete(qualify(key));
  }
  const problems = declared.flatMap(([key, declaration]) => [
    ...declarationProblems(project.name, key, declaration),
    ...typeProblems(key, declaration, values[key], placeholders),
  ]);
  if (problems.length > 0) {
    throw new SettingsError(`Cannot preview stack "${stack}"`, [...problems, `file: ${file ?? "none"}`]);
  }
  return {
    values,
    secretKeys: [...secretKeys].filter((key) => key in values).sort(),
    placeholders: [...placeholders].sort(),
    environments: toList(content.environment),
  };
}

/** The keys that `Pulumi.yaml` describes, or sets for every stack. */
function declarations(project: Project, qualify: (key: string) => string): [string, Declaration][] {
  return Object.entries(project.config).map(([key, value]) => {
    const described = typeof value === "object" && value !== null && !Array.isArray(value);
    return [qualify(key), described ? (value as Declaration) : { value }];
  });
}

/**
 * A project may describe its own keys only; it may set those of others.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/sdk/go/common/workspace/project.go (Project.Validate)
 */
function declarationProblems(project: string, key: string, declaration: Declaration): string[] {
  const { type, default: fallback, value } = declaration;
  if (fallback !== undefined && value !== undefined) return [`${key}: must have a default or a value, not both`];
  if (key.startsWith(`${project}:`) || (type === undefined && fallback === undefined)) return [];
  return [`${key}: must have a value only, since it belongs to another project than ${project}`];
}

function typeProblems(
  key: string,
  { type }: Declaration,
  value: string | undefined,
  placeholders: ReadonlySet<string>,
): string[] {
  if (value === undefined) return [`${key}: must be set, it has no default`];
  if (type === undefined || placeholders.has(key)) return [];
  const fits: Readonly<Record<string, (text: string) => boolean>> = {
    string: () => true,
    boolean: (text) => text === "true" || text === "false",
    integer: (text) => /^-?\d+$/.test(text),
    array: (text) => Array.isArray(tryParse(text)),
    object: (text) => typeof tryParse(text) === "object" && !Array.isArray(tryParse(text)),
  };
  const test = fits[String(type)];
  if (test === undefined) return [`${key}: must be of a type that Pulumi knows, got type "${type}"`];
  return test(value) ? [] : [`${key}: must be of type ${type}, got ${JSON.stringify(value)}`];
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `value` with each `{ secure: ... }` replaced; `found` is called for each. */
function replaceEncrypted(value: unknown, found: () => void): unknown {
  if (Array.isArray(value)) return value.map((element) => replaceEncrypted(element, found));
  if (typeof value !== "object" || value === null) return value;
  if ("secure" in value && Object.keys(value).length === 1) {
    found();
    return ENCRYPTED_PLACEHOLDER;
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaceEncrypted(each, found)]));
}

const toText = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

function toList(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const imports = Array.isArray(value) ? value : ((value as { imports?: unknown[] }).imports ?? []);
  return imports.map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
}
