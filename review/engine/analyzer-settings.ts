import { readFileSync } from "node:fs";
import type { ValidateFunction } from "ajv";
import { SettingsError } from "./settings-error";
import type { Properties, Value } from "./values";

export const ENFORCEMENT_LEVELS = ["advisory", "mandatory", "remediate", "disabled"] as const;

/** What the engine does with a violation: report it, fail, mend the resource, or do not ask at all. */
export type EnforcementLevel = (typeof ENFORCEMENT_LEVELS)[number];

/** How one policy is set: how strictly, and its parameters. */
export interface PolicySettings {
  readonly level: EnforcementLevel | undefined;
  readonly parameters: Properties;
}

/** What has to be known of a policy to set it. */
export interface ConfigurablePolicy {
  readonly name: string;
  readonly level: EnforcementLevel;
  /** JSON schemas of its parameters by name. */
  readonly parameters: Readonly<Record<string, Value>>;
  readonly required: readonly string[];
}

/** Applies to every policy of a pack. */
const ALL = "all";

/**
 * Reads a file of settings in Pulumi's own format: by policy a level, or a table of `enforcementLevel` and parameters.
 * @throws {SettingsError} naming every mistake.
 * Source: https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/configuration/
 */
export function readPackSettings(file: string): Record<string, PolicySettings> {
  const problems: string[] = [];
  const content = readTable(file, problems);
  const settings = Object.entries(content).map(([name, value]): [string, PolicySettings] => {
    if (typeof value === "string") return [name, { level: readLevel(name, value, problems), parameters: {} }];
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      problems.push(`${name}: must be a level or a table, got ${JSON.stringify(value)}`);
      return [name, { level: undefined, parameters: {} }];
    }
    const { enforcementLevel, ...parameters } = value as Properties;
    const level = enforcementLevel === undefined ? undefined : readLevel(name, enforcementLevel, problems);
    return [name, { level, parameters }];
  });
  if (problems.length > 0) throw new SettingsError(`Cannot read policy settings from ${file}`, problems);
  return Object.fromEntries(settings);
}

function readTable(file: string, problems: string[]): Properties {
  try {
    const text = readFileSync(file, "utf8");
    const content: unknown = text.trim() === "" ? {} : JSON.parse(text);
    if (typeof content === "object" && content !== null && !Array.isArray(content)) return content as Properties;
    problems.push("must be a table of policies");
  } catch (error) {
    problems.push((error as Error).message);
  }
  return {};
}

function readLevel(name: string, value: Value, problems: string[]): EnforcementLevel | undefined {
  const level = ENFORCEMENT_LEVELS.find((each) => each === value);
  if (level === undefined) {
    problems.push(
      `${name}: enforcementLevel must be one of ${ENFORCEMENT_LEVELS.join(", ")}, got ${JSON.stringify(value)}`,
    );
  }
  return level;
}

/**
 * The settings of every policy: its defaults, then those that the pack brings, then those of the user.
 * @throws {SettingsError} for a policy that the pack does not have, or parameters that its schema refuses. The engine lets a
 * misspelt name pass; then the rule that it was meant to switch on would stay off without a word.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/analyzer/config.go (ReconcilePolicyPackConfig)
 */
export function reconcile(
  pack: string,
  policies: readonly ConfigurablePolicy[],
  ...layers: readonly Readonly<Record<string, PolicySettings>>[]
): Map<string, { readonly level: EnforcementLevel; readonly parameters: Properties }> {
  const problems: string[] = [];
  const names = new Set([ALL, ...policies.map(({ name }) => name)]);
  for (const name of new Set(layers.flatMap((layer) => Object.keys(layer)))) {
    if (!names.has(name)) problems.push(`${name}: must be the name of a policy of the pack`);
  }
  const validators = validatorsOf(policies);
  const settled = policies.map((policy, i) => {
    let { level } = policy;
    let parameters = defaultsOf(policy);
    for (const layer of layers) {
      level = layer[policy.name]?.level ?? layer[ALL]?.level ?? level;
      parameters = { ...parameters, ...layer[policy.name]?.parameters };
    }
    problems.push(...parameterProblems(validators[i], policy, parameters));
    return [policy.name, { level, parameters }] as const;
  });
  if (problems.length > 0) throw new SettingsError(`Cannot configure policy pack "${pack}"`, problems);
  return new Map(settled);
}

function defaultsOf({ parameters }: ConfigurablePolicy): Properties {
  const entries = Object.entries(parameters).flatMap(([name, schema]) =>
    typeof schema === "object" && schema !== null && "default" in schema ? [[name, schema.default as Value]] : [],
  );
  return Object.fromEntries(entries);
}

/** By the text of a pack's schemas: the two sides of a review mostly have the same pack, and to compile them takes long. */
const compiled = new Map<string, readonly (ValidateFunction | undefined)[]>();

/** What checks the parameters of each policy; `undefined` where whatever is given is right. */
function validatorsOf(policies: readonly ConfigurablePolicy[]): readonly (ValidateFunction | undefined)[] {
  const schemas = policies.map(({ parameters: properties, required }) => ({ type: "object", properties, required }));
  const key = JSON.stringify(schemas);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const checked = schemas.filter(({ properties, required }) => Object.keys(properties).length + required.length > 0);
  const validators = checked.length === 0 ? new Map() : compile(checked);
  const found = schemas.map((schema) => validators.get(schema));
  compiled.set(key, found);
  return found;
}

/** Takes its library with it, which packs without parameters do not need. */
function compile<Schema extends object>(schemas: readonly Schema[]): Map<Schema, ValidateFunction> {
  const { Ajv } = require("ajv") as typeof import("ajv");
  const ajv = new Ajv({ allErrors: true, strict: false });
  return new Map(schemas.map((schema) => [schema, ajv.compile(schema)]));
}

function parameterProblems(
  validate: ValidateFunction | undefined,
  policy: ConfigurablePolicy,
  parameters: Properties,
): string[] {
  if (validate === undefined || validate(parameters)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => {
    return `${policy.name}${instancePath.replaceAll("/", ".")}: ${message}`;
  });
}
