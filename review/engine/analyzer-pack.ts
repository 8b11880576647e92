import { existsSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { readYaml } from "./project";
import { SettingsError } from "./settings-error";

/** A policy pack as its `PulumiPolicy.yaml` describes it. */
export interface PolicyPack {
  /** Folder of `PulumiPolicy.yaml`. Absolute. */
  readonly directory: string;
  /** Working directory of the pack: `directory`, or what `main` says. Absolute. */
  readonly programDirectory: string;
  /** File below `programDirectory` to run, or `.` when its package.json decides. */
  readonly entryPoint: string;
  /** Goes before that of package.json; empty where the file names none. */
  readonly version: string;
  /** Arguments for node itself, in front of the pack. */
  readonly nodeArguments: readonly string[];
  /** The SDK's script that runs a pack. */
  readonly runner: string;
  /** Whether the pack has the SDK installed itself; otherwise it runs on ours. */
  readonly ownSdk: boolean;
}

/** Name of the file that makes a folder a policy pack. */
export const PACK_FILE = "PulumiPolicy.yaml";

/**
 * Reads the policy pack in `directory`.
 * @throws {SettingsError} when there is none, or it is not one for Node.js.
 * Source: https://www.pulumi.com/docs/iac/packages-and-automation/crossguard/core-concepts/
 */
export function readPolicyPack(directory: string): PolicyPack {
  const file = join(directory, PACK_FILE);
  if (!existsSync(file)) {
    throw new SettingsError("Cannot run the policy pack", [`${directory}: must hold a ${PACK_FILE}`]);
  }
  const { runtime, main, version } = readYaml(file);
  const { name, options } = typeof runtime === "string" ? { name: runtime, options: undefined } : asTable(runtime);
  const { nodeargs } = asTable(options);
  const problems: string[] = [];
  if (name !== "nodejs") problems.push(`runtime: must be nodejs, got ${JSON.stringify(name)}`);
  if (main !== undefined && typeof main !== "string")
    problems.push(`main: must be a text, got ${JSON.stringify(main)}`);
  const program = resolve(directory, typeof main === "string" ? main : ".");
  if (!existsSync(program)) problems.push(`main: must be a file or folder of the pack, got "${main}"`);
  if (problems.length > 0) throw new SettingsError(`Cannot read ${file}`, problems);
  const isFile = statSync(program).isFile();
  return {
    directory,
    programDirectory: isFile ? dirname(program) : program,
    entryPoint: isFile ? relative(dirname(program), program) : ".",
    version: typeof version === "string" || typeof version === "number" ? String(version) : "",
    nodeArguments: typeof nodeargs === "string" ? nodeargs.split(/\s+/).filter((each) => each !== "") : [],
    ...findRunner(directory),
  };
}

function asTable(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function findRunner(directory: string): { runner: string; ownSdk: boolean } {
  for (const [ownSdk, from] of [
    [true, join(directory, "package.json")],
    [false, __filename],
  ] as const) {
    try {
      return { runner: createRequire(from).resolve("@pulumi/pulumi/cmd/run-policy-pack"), ownSdk };
    } catch {
      // Not installed there.
    }
  }
  throw new SettingsError("Cannot run the policy pack", [`${directory}: must have @pulumi/pulumi installed`]);
}
