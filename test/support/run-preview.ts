import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Checkpoint, toCheckpoint } from "../../review/engine/checkpoint";
import { type Preview, preview } from "../../review/engine/preview";
import { findSdk } from "../../review/engine/program/process";
import { readProject } from "../../review/engine/project";
import { previewProviders } from "../../review/engine/provider-host";
import { loadAnswers } from "../../review/engine/providers/server";
import { type ConfigOverrides, readStackConfig } from "../../review/engine/stack-config";
import { readStackOutputs } from "../../review/engine/stack-outputs";

const ROOT = resolve(__dirname, "../..");

/** Does `work` for each item, two at a time: so many processors does the smallest machine have. */
export async function twoAtATime<Item>(items: Iterable<Item>, work: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all([worker(), worker()]);
}

/** Folder of a test program, e.g. `aliases` or `broken/throws`; an absolute path stays. */
export const programDirectory = (name: string): string => resolve(ROOT, "test/programs", name);

/** A preview of a test program in this process. */
export interface TestPreview extends Preview {
  readonly checkpoint: Checkpoint;
  /** Functions that nobody could answer. */
  readonly unanswered: readonly string[];
}

/** Previews stack `dev` of a test program; `answers.json` and `stack-outputs.json` beside it are used. */
export async function previewProgram(
  name: string,
  overrides: Partial<ConfigOverrides> = {},
  idleSeconds = 60,
): Promise<TestPreview> {
  const directory = programDirectory(name);
  const project = readProject(directory);
  const config = readStackConfig(project, "dev", { config: {}, secrets: {}, ...overrides });
  const answers = join(directory, "answers.json");
  const stackOutputs = join(directory, "stack-outputs.json");
  const unanswered = new Set<string>();
  const providers = previewProviders(project, findSdk(project).runner, process.env, {
    ...(existsSync(answers) ? { answers: loadAnswers(answers) } : {}),
    onUnansweredInvoke: (token) => unanswered.add(token),
  });
  const result = await preview({
    project,
    stack: "dev",
    config,
    providers,
    stackOutputs: existsSync(stackOutputs) ? readStackOutputs(stackOutputs) : {},
    environment: process.env,
    idleSeconds,
    typeCheck: false, // the commands of other tests check types
  });
  return { ...result, checkpoint: toCheckpoint(result), unanswered: [...unanswered].sort() };
}

/** What a command left behind. */
export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface RunningCommand {
  readonly pid: number;
  readonly result: Promise<CommandResult>;
  /** Resolves when the command has printed `text`. */
  printed(text: string): Promise<void>;
}

/** Starts `p95 <args>` in a process of its own. */
export function startCommand(
  args: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
  through: readonly string[] = [],
): RunningCommand {
  const [command = "", ...rest] = [...through, process.execPath, join(ROOT, "review/bin.js"), ...args];
  const child = spawn(command, rest, { cwd: ROOT, env: environment, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const result = new Promise<CommandResult>((done, reject) => {
    child.on("error", reject);
    child.on("close", (code) => done({ code, stdout, stderr }));
  });
  const printed = async (text: string) => {
    while (!`${stdout}${stderr}`.includes(text)) {
      if (child.exitCode !== null) throw new Error(`ended without printing ${text}: ${stderr}`);
      await new Promise((next) => setTimeout(next, 20));
    }
  };
  return { pid: child.pid as number, result, printed };
}

/** Runs `p95 <args>` in a process of its own to its end. */
export const runCommand = (...args: Parameters<typeof startCommand>): Promise<CommandResult> =>
  startCommand(...args).result;
