import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Socket } from "node:net";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import type { StackConfig } from "../default-providers";
import type { Project } from "../project";
import { SettingsError } from "../settings-error";
import { Calls } from "../wire/calls.cjs";
import type { Services } from "../wire/services.cjs";
import { withoutCredentials } from "./environment";
import { v8Flags } from "./v8-flags.cjs";

/** What starts a program. */
export interface LaunchOptions {
  readonly project: Project;
  readonly stack: string;
  readonly organization: string;
  readonly config: StackConfig;
  /** `host:port` of the engine, which serves both of its services there. */
  readonly address: string;
  /** The same services, for what the program asks over a pipe. */
  readonly services: Services;
  readonly environment: NodeJS.ProcessEnv;
  /** A line that the program printed. */
  readonly onLine: (stream: "stdout" | "stderr", line: string) => void;
}

/** A call of `process.exit`; the runner may have ended the process with another code in the end. */
export interface ExitCall {
  readonly code: string;
  /** Its stack trace. */
  readonly stack: string;
}

/** How a program ended. */
export interface ProgramExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The call of `process.exit` that ended it, if one did. */
  readonly exitCall: ExitCall | undefined;
}

/** A running program. */
export interface Program {
  readonly exited: Promise<ProgramExit>;
  /** Ends it and everything it started. */
  kill(): void;
}

/** Pulumi's SDK as the program sees it, else ours. */
export interface Sdk {
  /** The script that runs a program. */
  readonly runner: string;
  readonly version: string;
  /** Whether the program has the SDK installed itself. */
  readonly own: boolean;
}

/** Finds the SDK that a program uses. */
export function findSdk(project: Project): Sdk {
  const fromProgram = createRequire(join(project.directory, "package.json"));
  for (const [own, require] of [
    [true, fromProgram],
    [false, createRequire(__filename)],
  ] as const) {
    try {
      const runner = require.resolve("@pulumi/pulumi/cmd/run");
      return { runner, version: require("@pulumi/pulumi/package.json").version, own };
    } catch {
      // Not installed there.
    }
  }
  throw new SettingsError("Cannot run the program", [`${project.directory}: must have @pulumi/pulumi installed`]);
}

/**
 * Starts a program with Pulumi's own runner for Node.js, in a process group of its own, told to talk to `address`.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/nodejs/cmd/run/index.ts
 */
export function launch(sdk: Sdk, options: LaunchOptions): Program {
  const { project, address } = options;
  const args = [
    ...v8Flags(process.versions.node),
    ...["--require", join(__dirname, "preload.cjs")],
    ...(isModule(project) ? ["--import", pathToFileURL(join(__dirname, "esm-typescript.mjs")).href] : []),
    ...project.nodeArguments,
    sdk.runner,
    ...["--monitor", address, "--engine", address],
    ...["--organization", options.organization, "--project", project.name, "--stack", options.stack],
    ...["--root-directory", project.root, "--pwd", project.directory, "--parallel", "2147483647", "--dry-run"],
    project.entryPoint,
  ];
  const child = spawn(process.execPath, args, {
    cwd: project.directory,
    detached: true, // a group of its own, so that what the program starts ends with it
    env: programEnvironment(sdk, options),
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  forwardLines(child.stdout as Readable, (line) => options.onLine("stdout", line));
  forwardLines(child.stderr as Readable, (line) => options.onLine("stderr", line));
  let exitCall: ExitCall | undefined;
  forwardLines(child.stdio[3] as Readable, (line) => {
    exitCall = JSON.parse(line) as ExitCall;
  });
  new Calls(child.stdio[4] as Socket, (...call) => options.services.answer(...call));
  const exited = new Promise<ProgramExit>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => killGroup(child)); // what the program left running would keep its pipes open
    child.on("close", (code, signal) => resolve({ code, signal, exitCall }));
  });
  return { exited, kill: () => killGroup(child) };
}

function programEnvironment(sdk: Sdk, { project, config, environment, address }: LaunchOptions): NodeJS.ProcessEnv {
  const ourModules = join(__dirname, "../../../node_modules");
  const modules = [environment.NODE_PATH, sdk.own ? undefined : ourModules].filter((each) => each);
  return {
    ...withoutCredentials(environment),
    ...(modules.length === 0 ? {} : { NODE_PATH: modules.join(":") }),
    PULUMI_CONFIG: JSON.stringify(config.values),
    PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(config.secretKeys),
    PULUMI_NODEJS_TYPESCRIPT: "false", // we compile it, far faster than ts-node
    P95_COMPILE_TYPESCRIPT: String(project.typescript),
    P95_ENGINE_ADDRESS: address,
  };
}

/** Whether the program's package.json, which may lie above it, makes its files ECMAScript modules. */
export function isModule({ directory }: Pick<Project, "directory">): boolean {
  const file = join(directory, "package.json");
  if (!existsSync(file)) return dirname(directory) !== directory && isModule({ directory: dirname(directory) });
  try {
    return JSON.parse(readFileSync(file, "utf8")).type === "module";
  } catch {
    return false; // Pulumi's runner goes on without it too.
  }
}

function forwardLines(stream: Readable, onLine: (line: string) => void): void {
  createInterface({ input: stream }).on("line", onLine);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nothing of the group is left.
  }
}
