import { EngineError } from "./engine-error";
import { type Properties, SECRET, SIGNATURE_KEY, type Value } from "./values";

/** Which plugin a resource or function needs. */
export interface PackageRequest {
  readonly packageName: string;
  /** Semantic version, empty when the program does not say. */
  readonly version: string;
  readonly pluginDownloadUrl: string;
  /** Set when the package is a parameterization of another plugin. */
  readonly parameterization?: { readonly plugin: string; readonly pluginVersion: string; readonly value: string };
}

/** Configuration of the stack by full key, e.g. `aws:region`. */
export interface StackConfig {
  readonly values: Readonly<Record<string, string>>;
  readonly secretKeys: readonly string[];
}

/** The logical name of the default provider, e.g. `default_7_48_0`. */
export function defaultProviderName(request: PackageRequest): string {
  const [core = "", ...labels] = request.version.split(/[-+]/);
  const version = core === "" ? [] : [...core.split("."), ...labels.flatMap((label) => label.split("."))];
  const url = request.pluginDownloadUrl === "" ? [] : [qualifiedName(request.pluginDownloadUrl)];
  return ["default", ...version, ...url].join("_");
}

/** Pulumi's name for an arbitrary text: parts between slashes, other characters replaced. */
function qualifiedName(text: string): string {
  const parts = text.split("/").filter((part) => part !== "");
  return parts.map((part) => part.replace(/[^A-Za-z0-9_.-]/g, "_")).join("/") || "_";
}

/** Inputs that every provider resource carries besides its configuration. */
export function providerPluginInputs(request: PackageRequest): Properties {
  const { version, pluginDownloadUrl, parameterization } = request;
  const internal: { [key: string]: Value } = {};
  if (pluginDownloadUrl !== "") internal.pluginDownloadURL = pluginDownloadUrl;
  if (parameterization !== undefined) {
    internal.name = parameterization.plugin;
    internal.version = parameterization.pluginVersion;
    internal.parameterization = parameterization.value;
  }
  if (version === "" && Object.keys(internal).length === 0) return {};
  return { __internal: internal, ...(version === "" ? {} : { version }) };
}

/** The stack's configuration of a package by bare key; secret values stay marked. */
export function packageConfig(config: StackConfig, packageName: string): Properties {
  const prefix = `${packageName}:`;
  const inputs: Properties = {};
  for (const [key, value] of Object.entries(config.values)) {
    if (!key.startsWith(prefix)) continue;
    const secret = config.secretKeys.includes(key);
    inputs[key.slice(prefix.length)] = secret ? { [SIGNATURE_KEY]: SECRET, value } : value;
  }
  return inputs;
}

const DISABLE_KEY = "pulumi:disable-default-providers";

/** Whether the stack forbids a default provider for the package. @throws {EngineError} when the setting is malformed. */
export function deniesDefaultProvider(config: StackConfig, packageName: string): boolean {
  const setting = config.values[DISABLE_KEY];
  if (setting === undefined || setting === "" || packageName === "pulumi") return false;
  let barred: unknown;
  try {
    barred = JSON.parse(setting);
  } catch {
    throw new EngineError(`${DISABLE_KEY}: must be a list of package names, got ${setting}`);
  }
  if (!Array.isArray(barred)) throw new EngineError(`${DISABLE_KEY}: must be a list of package names, got ${setting}`);
  barred.forEach((each, i) => {
    if (typeof each !== "string") throw new EngineError(`${DISABLE_KEY}[${i}] must be a string`);
  });
  return barred.some((each: string) => each.trim() === "*" || each.trim() === packageName);
}
