import { spawn } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { parse, stringify } from "yaml";
import { readPolicyPack } from "../review/engine/analyzer-pack";
import { readProject } from "../review/engine/project";
import { startSimulatedProviders } from "../review/engine/providers/server";
import { EXIT, Failed } from "../review/exit-codes";
import { startLanguageHost } from "../test/engine/language-host";
import type { AnswerLists } from "../test/engine/made-up-answers";
import type { PulumiCli } from "../test/engine/pulumi-cli";
import { ROOT } from "./measured-run";

/** What a command used together with everything that it started. */
export interface TreeUse {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  /** Largest sum of resident sets, sampled; `undefined` without /proc. */
  readonly peakMiB: number | undefined;
  /** CPU time of single processes that told it when they ended, by what they ran. */
  readonly parts: Readonly<Record<"engine" | "program", number>>;
}

/** A stack that the real engine is ready to preview, again and again from nothing. */
export interface RealPreviews {
  run(flags: readonly string[]): Promise<TreeUse>;
  close(): Promise<void>;
}

export interface RealWorkload {
  readonly directory: string;
  readonly stack: string;
  readonly config: Readonly<Record<string, string>>;
  readonly answers: AnswerLists;
}

export const PACK = join(ROOT, "policies");
const PACKAGES = ["aws", "kubernetes", "random"];
const SAMPLE_MILLIS = 100;
const ERROR_LINES = 10;
/** Runs a command, and writes down what it and its children used: of a shell's children `times` tells the sum. */
const MEASURE = '"$@" >/dev/null; code=$?; times >"$0"; exit $code';

/**
 * Runs a command to its end; what it prints is dropped.
 * @throws {Failed} when it exits with another code than it may.
 */
export async function measuredTree(
  command: string,
  args: readonly string[],
  options: MeasureOptions,
): Promise<TreeUse> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const times = join(folder, "times");
  const started = performance.now();
  const child = spawn("sh", ["-c", MEASURE, times, command, ...args], {
    ...{ cwd: options.cwd, env: options.env(join(folder, "measures")), stdio: ["ignore", "ignore", "pipe"] },
  });
  let errors = "";
  child.stderr?.on("data", (chunk) => {
    errors += chunk;
  });
  let peakMiB: number | undefined;
  const sampling = setInterval(() => {
    const now = residentMiB(process.pid);
    if (now !== undefined) peakMiB = Math.max(now, peakMiB ?? 0);
  }, SAMPLE_MILLIS);
  try {
    const code = await new Promise<number | null>((done, reject) => child.on("error", reject).on("close", done));
    const wallSeconds = (performance.now() - started) / 1000;
    if (code === null || !(options.codes ?? [0]).includes(code)) {
      const reason = errors.trimEnd().split("\n").slice(-ERROR_LINES).join("\n");
      throw new Failed(`${[command, ...args].join(" ")} exited with ${code}:\n${reason}`, EXIT.program);
    }
    const parts = options.parts(join(folder, "measures"));
    return { wallSeconds, cpuSeconds: childrenSeconds(readFileSync(times, "utf8")) + parts.outside, peakMiB, parts };
  } finally {
    clearInterval(sampling);
    rmSync(folder, { recursive: true, force: true });
  }
}

interface MeasureOptions {
  readonly cwd: string;
  /** Exit codes of a run that came to its end. @default [0] */
  readonly codes?: readonly number[];
  /** @param measures file to which node processes append what they used. */
  readonly env: (measures: string) => NodeJS.ProcessEnv;
  /** What single processes used; `outside` was started by us instead of the command, and is not in its sum. */
  readonly parts: (measures: string) => TreeUse["parts"] & { readonly outside: number };
}

/** User and system time in the second line that `times` prints, e.g. `0m1.250s 0m0.300s`. */
export function childrenSeconds(text: string): number {
  const [, children = ""] = text.split("\n");
  return [...children.matchAll(/(\d+)m([\d.]+)s/g)].reduce((sum, [, m, s]) => sum + Number(m) * 60 + Number(s), 0);
}

/** Resident sets of everything below a process. */
function residentMiB(root: number): number | undefined {
  if (!existsSync("/proc/self/status")) return undefined;
  const children = new Map<number, { readonly pid: number; readonly mib: number }[]>();
  for (const pid of readdirSync("/proc").map(Number).filter(Number.isInteger)) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, "utf8");
      const field = (name: string) => Number(new RegExp(`^${name}:\\s*(\\d+)`, "m").exec(status)?.[1] ?? 0);
      const parent = field("PPid");
      children.set(parent, [...(children.get(parent) ?? []), { pid, mib: field("VmRSS") / 1024 }]);
    } catch {
      // It has ended.
    }
  }
  const below = (pid: number): number =>
    (children.get(pid) ?? []).reduce((sum, one) => sum + one.mib + below(one.pid), 0);
  return below(root);
}

/** What node processes told when they ended, in order. */
export function toldSeconds(measures: string): readonly { readonly parent: number; readonly cpuSeconds: number }[] {
  if (!existsSync(measures)) return [];
  const lines = readFileSync(measures, "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** Has node processes tell what they used. */
export function telling(measures: string): { BENCH_MEASURES: string; NODE_OPTIONS: string } {
  const hook = `--require ${JSON.stringify(join(ROOT, "bench/at-exit.cjs"))}`;
  return { BENCH_MEASURES: measures, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} ${hook}`.trim() };
}

/**
 * An empty stack of the real engine, as the conformance tests run it, in its quickest way: the SDK's own runner without source maps,
 * long stack traces and type checks, and providers that are up already and answer from memory, in this process.
 * @throws {Failed} with what the CLI says.
 */
export async function realPreviews(cli: PulumiCli, workload: RealWorkload): Promise<RealPreviews> {
  const folder = mkdtempSync(join(tmpdir(), "bench-real-"));
  const project = readProject(workload.directory);
  const providers = await startSimulatedProviders({ programDirectory: project.directory, answers: workload.answers });
  const host = await startLanguageHost(project);
  const env = environment(folder, providers.port);
  const configFile = join(folder, "config.yaml");
  const measured = (args: readonly string[], cwd: string): Promise<TreeUse> => {
    const saved = { ...process.env };
    return measuredTree(cli.command, [...args, "--non-interactive", "--color", "never"], {
      cwd,
      env: (measures) => {
        Object.assign(process.env, telling(measures)); // the language host starts the program in this process's environment
        return env;
      },
      parts: (measures) => {
        const program = toldSeconds(measures).reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0);
        return { engine: 0, program, outside: program };
      },
    }).finally(() => {
      for (const name of ["BENCH_MEASURES", "NODE_OPTIONS"] as const) {
        if (saved[name] === undefined) delete process.env[name];
        else process.env[name] = saved[name];
      }
    });
  };
  const close = async () => {
    await host.close();
    await providers.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    const bare = join(folder, "project");
    mkdirSync(bare);
    writeFileSync(join(bare, "Pulumi.yaml"), stringify({ name: project.name, runtime: "nodejs" }));
    await measured(["stack", "init", workload.stack], bare);
    const own = join(project.stackConfigDirectory, `Pulumi.${workload.stack}.yaml`);
    const created = parse(readFileSync(join(bare, `Pulumi.${workload.stack}.yaml`), "utf8"));
    const set = Object.entries(workload.config).map(([key, value]) => [`${project.name}:${key}`, value]);
    const config = { ...(existsSync(own) ? parse(readFileSync(own, "utf8"))?.config : {}), ...Object.fromEntries(set) };
    writeFileSync(configFile, stringify({ ...created, config }));
  } catch (error) {
    await close();
    throw error;
  }
  const target = ["--stack", workload.stack, "--client", host.address, "--config-file", configFile];
  return { run: (flags) => measured(["preview", ...target, ...flags], project.root), close };
}

function environment(folder: string, providerPort: number): NodeJS.ProcessEnv {
  for (const each of ["home", "state", "bin"]) mkdirSync(join(folder, each));
  const script = createRequire(readPolicyPack(PACK).runner).resolve("@pulumi/pulumi/cmd/run-policy-pack");
  const analyzer = join(folder, "bin/pulumi-analyzer-policy-nodejs");
  writeFileSync(analyzer, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
  chmodSync(analyzer, 0o755);
  return {
    PATH: [join(folder, "bin"), process.env.PATH].join(delimiter),
    HOME: join(folder, "home"),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_BACKEND_URL: `file://${join(folder, "state")}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_DEBUG_PROVIDERS: PACKAGES.map((name) => `${name}:${providerPort}`).join(","),
  };
}
