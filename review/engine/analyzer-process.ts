import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import type { PolicyPack } from "./analyzer-pack";
import type { StackConfig } from "./default-providers";
import { readError } from "./outcome";
import { withoutCredentials } from "./program/environment";
import { v8Flags } from "./program/v8-flags.cjs";
import { Calls } from "./wire/calls.cjs";

/** The stack that a pack judges. */
export interface JudgedStack {
  readonly project: string;
  readonly stack: string;
  readonly organization: string;
  readonly config: StackConfig;
}

/** A running policy pack. */
export interface AnalyzerProcess {
  /** Resolves when it can be asked. Rejects with the reason, for a person, when it ends before. */
  readonly ready: Promise<void>;
  /** What it is asked by. */
  readonly calls: Calls;
  /** Rejects with the reason when it ends, whenever that is. */
  readonly ended: Promise<never>;
  kill(): void;
}

/** Last lines of standard error kept to explain why a pack ended. */
const ERROR_LINES = 40;

/**
 * Starts the SDK's own runner for policy packs, in a process group of its own.
 * @param engine address of an Engine service, for what the pack logs.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/pkg/resource/plugin/analyzer_plugin.go (NewPolicyAnalyzer)
 */
export function startAnalyzer(
  pack: PolicyPack,
  engine: string,
  judged: JudgedStack,
  environment: NodeJS.ProcessEnv,
): AnalyzerProcess {
  const preloads = ["program/preload.cjs", "analyzer-calls.cjs", "analyzer-preload.cjs"].map((file) =>
    join(__dirname, file),
  );
  const args = [
    ...v8Flags(process.versions.node),
    ...preloads.flatMap((file) => ["--require", file]),
    ...pack.nodeArguments,
    ...[pack.runner, engine, pack.entryPoint],
  ];
  const child = spawn(process.execPath, args, {
    cwd: pack.programDirectory,
    detached: true, // a group of its own, so that what the pack starts ends with it
    env: analyzerEnvironment(pack, judged, environment),
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  const errorLines: string[] = [];
  onLines(child.stderr as Readable, (line) => {
    errorLines.push(line);
    if (errorLines.length > ERROR_LINES) errorLines.shift();
  });
  (child.stdio[3] as Readable).resume();
  const ended = new Promise<never>((_, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => reject(new Error(whyEnded(code, signal, errorLines))));
  });
  ended.catch(() => {}); // whoever waits for the pack hears of it
  const ready = Promise.race([readPort(child.stdout as Readable), ended]);
  ready.catch(() => {});
  return { ready, calls: new Calls(child.stdio[4] as Socket), ended, kill: () => killGroup(child) };
}

function analyzerEnvironment(pack: PolicyPack, judged: JudgedStack, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { project, stack, organization, config } = judged;
  const ourModules = join(__dirname, "../../node_modules");
  const modules = [environment.NODE_PATH, pack.ownSdk ? undefined : ourModules].filter((each) => each);
  const names = { ORGANIZATION: organization, PROJECT: project, STACK: stack, DRY_RUN: "true" };
  return {
    ...withoutCredentials(environment),
    ...(modules.length === 0 ? {} : { NODE_PATH: modules.join(":") }),
    ...Object.fromEntries(Object.entries(names).map(([name, value]) => [`PULUMI_${name}`, value])),
    ...Object.fromEntries(Object.entries(names).map(([name, value]) => [`PULUMI_NODEJS_${name}`, value])),
    PULUMI_CONFIG: JSON.stringify(config.values),
    P95_COMPILE_TYPESCRIPT: "true",
  };
}

/** The first line of a pack's output must be its port, as for Pulumi's engine; what follows is for nobody. */
function readPort(stdout: Readable): Promise<void> {
  return new Promise((resolve, reject) => {
    let first = true;
    onLines(stdout, (line) => {
      if (!first) return;
      first = false;
      if (/^\d+$/.test(line.trim())) resolve();
      else reject(new Error(`it printed "${line}" before it listened, where Pulumi expects its port`));
    });
  });
}

function whyEnded(code: number | null, signal: NodeJS.Signals | null, errorLines: readonly string[]): string {
  const said = readError(errorLines.join("\n").replace(RUNNER_PREFIX, "")).message.trim();
  const how = signal === null ? `it ended with exit code ${code}` : `it was ended by ${signal}`;
  if (said !== "") return said;
  return code === 0 ? "it ended without a policy pack: its entry point must create one" : how;
}

/** What the SDK puts in front of an error when there is no engine that it could tell. */
const RUNNER_PREFIX = /^error: \[runtime\] /m;

function onLines(stream: Readable, onLine: (line: string) => void): void {
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
