import { readFileSync } from "node:fs";
import Ajv from "ajv";
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
  const ajv = new Ajv({ allErrors: true, strict: false });
  const settled = policies.map((policy) => {
    let { level } = policy;
    let parameters = defaultsOf(policy);
    for (const layer of layers) {
      level = layer[policy.name]?.level ?? layer[ALL]?.level ?? level;
      parameters = { ...parameters, ...layer[policy.name]?.parameters };
    }
    problems.push(...parameterProblems(ajv, policy, parameters));
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

function parameterProblems(ajv: Ajv, policy: ConfigurablePolicy, parameters: Properties): string[] {
  const schema = { type: "object", properties: policy.parameters, required: [...policy.required] };
  const validate = ajv.compile(schema);
  if (validate(parameters)) return [];
  return (validate.errors ?? []).map(({ instancePath, message }) => {
    return `${policy.name}${instancePath.replaceAll("/", ".")}: ${message}`;
  });
}
