import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { readWholeNumber } from "../review/commands/flags";
import { EXIT, Failed } from "../review/exit-codes";
import { type AnswerLists, addMadeUpAnswers } from "../test/engine/made-up-answers";
import { findPulumi } from "../test/engine/pulumi-cli";
import type { Benchmark } from "./benchmark";
import { readFlags, readWholeNumbers } from "./flags";
import { ROOT } from "./measured-run";
import { GENERATED, generated, PROD, type Workload } from "./preview-workloads";
import {
  measuredTree,
  PACK,
  type RealWorkload,
  realPreviews,
  type TreeUse,
  telling,
  toldSeconds,
} from "./real-preview";
import { showSpread, spread } from "./spread";
import { table } from "./table";

const OPTIONS = {
  sizes: { type: "string", default: "1000,10000" },
  runs: { type: "string", default: "3" },
  "no-prod": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Measures a cold preview, from the start of the process to its end, against the real engine's preview.

Usage: npm run bench -- engine [flags]

      --sizes N,N,...   sizes of the generated programs (default: 1000,10000); multiples of 10
      --runs N          runs of each, p95 and the real engine taking turns (default: 3)
      --no-prod         leave out stack prod of this project
  -h, --help            print this text

The real engine is the Pulumi CLI that the conformance tests use, in its quickest way: the SDK's runner without source maps, long
stack traces and type checks, and simulated providers that are up already and whose own time does not count. Neither side
checks types. Both judge by the pack in policies/ with every rule advisory, or by none. CPU time and memory are sums over all
processes of a side; memory is sampled ten times a second, and absent where there is no /proc.
CPU time says more than wall time on a busy machine. Files are in the cache of the operating system.

Exit codes: 0 done, 1 a run failed, 2 bad command line.
`;

/** One program judged by the pack or not, run by both sides in turns. */
interface Comparison {
  readonly name: string;
  readonly resources: number;
  readonly p95: readonly TreeUse[];
  readonly real: readonly TreeUse[];
}

/** `npm run bench -- engine` */
export const engineBenchmark: Benchmark = {
  summary: "a cold preview against the real engine's, with and without policies",
  async run(args) {
    const flags = readFlags("engine", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const sizes = readWholeNumbers("--sizes", flags.sizes, 10, 100_000);
    const runs = readWholeNumber("--runs", flags.runs, 1, 100, "runs");
    const load = loadavg().map((value) => value.toFixed(1));
    print(`Node ${process.versions.node}, ${availableParallelism()} cores, load average before: ${load.join(", ")}\n`);

    const comparisons: Comparison[] = [];
    for (const workload of [...(flags["no-prod"] ? [] : [PROD]), ...sizes.map(generated)]) {
      comparisons.push(...(await compare(workload, runs)));
    }
    print(`Seconds: median of ${runs} (min..max); ratio: real engine / p95 of the same turn\n`);
    print(`${renderTimes(comparisons)}\n`);
    print("Peak memory of all processes, MiB\n");
    print(`${renderMemory(comparisons)}\n`);
    print(
      "What p95's CPU time is spent on: seconds of each process, medians; and that of the program on the real engine\n",
    );
    print(renderParts(comparisons));
    return EXIT.ok;
  },
};

async function compare(workload: Workload, runs: number): Promise<Comparison[]> {
  const cli = await findPulumi((line) => process.stderr.write(`${line}\n`));
  const { resources, answers } = look(workload);
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const settings = join(folder, "advisory.json");
  const answersFile = join(folder, "answers.json");
  writeFileSync(settings, JSON.stringify({ all: "advisory" }));
  writeFileSync(answersFile, JSON.stringify(answers));
  const real = await realPreviews(cli, { ...realWorkload(workload), answers });
  const judged = ["--policy-pack", PACK, "--policy-pack-config", settings];
  const p95 = (flags: readonly string[]) => p95Run([...workload.p95, "--answers", answersFile, ...flags]);
  try {
    const comparisons: Comparison[] = [];
    for (const [name, ours, theirs] of [
      [workload.name, ["--no-policies"], []],
      [`${workload.name}, policies`, judged, judged],
    ] as const) {
      const sides: { p95: TreeUse[]; real: TreeUse[] } = { p95: [], real: [] };
      for (let turn = 1; turn <= runs; turn++) {
        sides.p95.push(tell(await p95(ours), `${name}, turn ${turn} of ${runs}, p95`));
        sides.real.push(tell(await real.run(theirs), `${name}, turn ${turn} of ${runs}, real engine`));
      }
      comparisons.push({ name, resources, ...sides });
    }
    return comparisons;
  } finally {
    await real.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How many resources there are, the stack and providers not counted, and answers to functions that only a cloud could give. */
function look(workload: Workload): { readonly resources: number; readonly answers: AnswerLists } {
  const args = [...workload.p95, "--json", "--no-policies", "--no-type-check"];
  const json = execFileSync(process.execPath, args, { cwd: ROOT, maxBuffer: 2 ** 30 }).toString();
  const { summary, unansweredFunctions } = JSON.parse(json) as {
    summary: { total: number; components: number };
    unansweredFunctions: string[];
  };
  const answers: AnswerLists = {};
  addMadeUpAnswers(answers, unansweredFunctions, realWorkload(workload).directory);
  return { resources: summary.total + summary.components, answers };
}

function realWorkload({ size }: Workload): Omit<RealWorkload, "answers"> {
  if (size === undefined) return { directory: ROOT, stack: "prod", config: {} };
  return { directory: GENERATED, stack: "bench", config: { size: String(size) } };
}

function p95Run(args: readonly string[]): Promise<TreeUse> {
  return measuredTree(process.execPath, [...args, "--no-type-check", "--quiet"], {
    cwd: ROOT,
    env: (measures) => ({ ...process.env, ...telling(measures) }),
    parts: (measures) => {
      // Each ends after the program that it started; a policy pack is ended without a word.
      const told = toldSeconds(measures);
      if (told.length !== 2) throw new Failed("A measured process ended without telling what it used", EXIT.program);
      const [program, engine] = told.map(({ cpuSeconds }) => cpuSeconds) as [number, number];
      return { engine, program, outside: 0 };
    },
  });
}

function tell(use: TreeUse, what: string): TreeUse {
  process.stderr.write(`${what}: ${use.wallSeconds.toFixed(1)} s, ${use.cpuSeconds.toFixed(1)} s of CPU\n`);
  return use;
}

function renderTimes(comparisons: readonly Comparison[]): string {
  const header = ["program", "resources", "p95 wall", "real wall", "ratio", "p95 CPU", "real CPU", "ratio"];
  const rows = comparisons.map(({ name, resources, p95, real }) => [
    name,
    String(resources),
    ...sides(p95, real, ({ wallSeconds }) => wallSeconds),
    ...sides(p95, real, ({ cpuSeconds }) => cpuSeconds),
  ]);
  return table(header, rows);
}

function renderMemory(comparisons: readonly Comparison[]): string {
  const rows = comparisons.map(({ name, p95, real }) => {
    const sampled = [...p95, ...real].every(({ peakMiB }) => peakMiB !== undefined);
    return [name, ...(sampled ? sides(p95, real, ({ peakMiB }) => peakMiB as number) : ["-", "-", "-"])];
  });
  return table(["program", "p95", "real", "ratio"], rows);
}

function renderParts(comparisons: readonly Comparison[]): string {
  const header = ["program", "p95 engine", "p95 program", "p95 policies", "real program", "real engine and policies"];
  const median = (uses: readonly TreeUse[], of: (use: TreeUse) => number) => spread(uses.map(of)).median.toFixed(2);
  const rows = comparisons.map(({ name, p95, real }) => [
    name,
    median(p95, ({ parts }) => parts.engine),
    median(p95, ({ parts }) => parts.program),
    median(p95, ({ cpuSeconds, parts }) => cpuSeconds - parts.engine - parts.program),
    median(real, ({ parts }) => parts.program),
    median(real, ({ cpuSeconds, parts }) => cpuSeconds - parts.program),
  ]);
  return table(header, rows);
}

function sides(p95: readonly TreeUse[], real: readonly TreeUse[], of: (use: TreeUse) => number): string[] {
  const ratios = real.map((use, turn) => of(use) / of(p95[turn] as TreeUse));
  return [p95.map(of), real.map(of), ratios].map((values) => showSpread(spread(values)));
}

const print = (line: string) => process.stdout.write(`${line}\n`);
