import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EXIT, Failed } from "../review/exit-codes";

/** The root of this repository. */
export const ROOT = resolve(__dirname, "..");

/** What one process used from its start to its exit. */
export interface ProcessUse {
  readonly cpuSeconds: number;
  /** Largest resident set. */
  readonly peakMiB: number;
}

/** One run of a command: the process that was started, which hosts the engine, and the program that it started. */
export interface MeasuredRun {
  readonly wallSeconds: number;
  readonly engine: ProcessUse;
  readonly program: ProcessUse;
}

/** Lines of standard error that explain a failure. */
const ERROR_LINES = 10;

/**
 * Runs `node <args>`, which must start one program, to its end; what they print is dropped.
 * @throws {Failed} when it does not exit with 0.
 */
export async function measuredRun(args: readonly string[]): Promise<MeasuredRun> {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const file = join(folder, "measures");
  try {
    const started = performance.now();
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, BENCH_MEASURES: file, NODE_OPTIONS: nodeOptions() },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (chunk) => {
      errors += chunk;
    });
    const code = await new Promise<number | null>((done, reject) => child.on("error", reject).on("close", done));
    const wallSeconds = (performance.now() - started) / 1000;
    if (code !== 0) {
      const reason = errors.trimEnd().split("\n").slice(-ERROR_LINES).join("\n");
      throw new Failed(`${["node", ...args].join(" ")} exited with ${code}:\n${reason}`, EXIT.program);
    }
    return { wallSeconds, ...readUses(file, child.pid as number) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function nodeOptions(): string {
  return `${process.env.NODE_OPTIONS ?? ""} --require ${JSON.stringify(join(__dirname, "at-exit.cjs"))}`.trim();
}

function readUses(file: string, enginePid: number): { engine: ProcessUse; program: ProcessUse } {
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  const uses = lines.map((line) => JSON.parse(line) as ProcessUse & { readonly pid: number; readonly parent: number });
  const engine = uses.find(({ pid }) => pid === enginePid);
  const program = uses.find(({ parent }) => parent === enginePid);
  if (engine === undefined || program === undefined) {
    throw new Failed("A measured process ended without telling what it used", EXIT.program);
  }
  return { engine, program };
}
