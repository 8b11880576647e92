import { availableParallelism, loadavg } from "node:os";
import { readWholeNumber } from "../review/commands/flags";
import { EXIT } from "../review/exit-codes";
import type { Benchmark } from "./benchmark";
import { readFlags, readWholeNumbers } from "./flags";
import { type MeasuredRun, measuredRun } from "./measured-run";
import { type Comparison, renderComparison, renderLinearity, renderUse } from "./preview-report";
import { countResources, generated, PROD, type Workload } from "./preview-workloads";

const OPTIONS = {
  sizes: { type: "string", default: "100,1000,10000" },
  runs: { type: "string", default: "3" },
  "no-prod": { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Measures a cold preview, from the start of the process to its end, against the bare SDK.

Usage: npm run bench -- preview [flags]

      --sizes N,N,...   sizes of the generated programs (default: 100,1000,10000); multiples of 10
      --runs N          runs of each, p95 and the bare SDK taking turns (default: 3)
      --no-prod         leave out stack prod of this project
  -h, --help            print this text

The bare SDK is the same program run by Pulumi's own runner as it ships, in a process of its own, against an engine that only
answers: each resource gets a URN and its own inputs back. Neither side asks ts-node to compile. The ratio is what p95 costs,
or saves, against that. "engine" is the process that was started, "program" the one that it starts.
CPU time says more than wall time on a busy machine. Files are in the cache of the operating system.

Exit codes: 0 done, 1 a run failed, 2 bad command line.
`;

/** `npm run bench -- preview` */
export const previewBenchmark: Benchmark = {
  summary: "a cold preview of prod and of generated programs, against the bare SDK",
  async run(args) {
    const flags = readFlags("preview", args, OPTIONS);
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
      comparisons.push(await compare(workload, runs));
    }
    print(`Seconds: median of ${runs} (min..max); ratio: p95 / bare SDK of the same turn\n`);
    print(`${renderComparison(comparisons)}\n`);
    print("Milliseconds of a resource (p95), and peak memory\n");
    print(`${renderUse(comparisons)}\n`);
    for (const line of renderLinearity(comparisons)) print(line);
    return EXIT.ok;
  },
};

async function compare(workload: Workload, runs: number): Promise<Comparison> {
  const resources = await countResources(workload);
  const p95: MeasuredRun[] = [];
  const bare: MeasuredRun[] = [];
  for (let turn = 1; turn <= runs; turn++) {
    for (const [side, args, into] of [
      ["p95", workload.p95, p95],
      ["bare SDK", workload.bare, bare],
    ] as const) {
      const run = await measuredRun(args);
      const cpuSeconds = run.engine.cpuSeconds + run.program.cpuSeconds;
      const times = `${run.wallSeconds.toFixed(1)} s, ${cpuSeconds.toFixed(1)} s of CPU`;
      process.stderr.write(`${workload.name}, turn ${turn} of ${runs}, ${side}: ${times}\n`);
      into.push(run);
    }
  }
  return { workload, resources, p95, bare };
}

const print = (line: string) => process.stdout.write(`${line}\n`);
