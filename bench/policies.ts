import { availableParallelism, loadavg } from "node:os";
import { rules } from "../policies/index";
import { readWholeNumber } from "../review/commands/flags";
import { readProject } from "../review/engine/project";
import type { ResourceState } from "../review/engine/resource-state";
import { EXIT } from "../review/exit-codes";
import { previewStack } from "../review/preview-stack";
import type { Benchmark } from "./benchmark";
import { readFlags, readWholeNumbers } from "./flags";
import { measuredRun, ROOT } from "./measured-run";
import { copiesOf } from "./policies/copies";
import { packRun } from "./policies/pack-run";
import { type PackComparison, renderAdded, renderPack, renderRules } from "./policies/report";
import { ruleTimes } from "./policies/rule-times";
import { GENERATED, generated, PROD, type Workload } from "./preview-workloads";

const OPTIONS = {
  sizes: { type: "string", default: "1000,10000" },
  copies: { type: "string", default: "4" },
  runs: { type: "string", default: "3" },
  rules: { type: "string", default: "15" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Measures the policy pack against the preview of the same program without it, and each of its rules.

Usage: npm run bench -- policies [flags]

      --sizes N,...   resources of the generated programs (default: ${OPTIONS.sizes.default}), multiples of 10
      --copies N      stack prod so many times over, to see how time grows (default: ${OPTIONS.copies.default}, ten thousand resources)
      --runs N        turns of each comparison (default: ${OPTIONS.runs.default})
      --rules N       slowest rules to list (default: ${OPTIONS.rules.default})
  -h, --help          print this text

The pack runs in an analyzer process of its own with its defaults, from its start to its last finding, and is shown what the preview
declared. "preview" is "p95 preview --no-policies --no-type-check", engine and program together. In a preview with policies the pack
works while the program runs. The times of rules are taken in this process, on resources that are decoded already.
CPU time says more than wall time on a busy machine.

Exit codes: 0 done, 1 a run failed, 2 bad command line.
`;

/** A program that is previewed, and what it declares. */
interface Previewed {
  readonly workload: Workload;
  readonly stack: string;
  readonly states: readonly ResourceState[];
}

/** `npm run bench -- policies` */
export const policiesBenchmark: Benchmark = {
  summary: "the policy pack against the preview without it, and its slowest rules",
  async run(args) {
    const flags = readFlags("policies", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const sizes = readWholeNumbers("--sizes", flags.sizes, 10, 100_000);
    const runs = readWholeNumber("--runs", flags.runs, 1, 100, "runs");
    const copies = readWholeNumber("--copies", flags.copies, 2, 100, "times");
    const slowest = readWholeNumber("--rules", flags.rules, 1, rules.length, "rules");
    const load = loadavg().map((value) => value.toFixed(1));
    print(`Node ${process.versions.node}, ${availableParallelism()} cores, load average before: ${load.join(", ")}\n`);

    const prod: Previewed = { workload: PROD, stack: "prod", states: await declared(ROOT, "prod", {}) };
    const copied = copiesOf(prod.states, copies);
    const comparisons: PackComparison[] = [await compare(prod, runs)];
    for (const size of sizes) {
      const states = await declared(GENERATED, "bench", { size: `${size}` });
      comparisons.push(await compare({ workload: generated(size), stack: "bench", states }, runs));
    }
    print(`Seconds: median of ${runs} (min..max); ratio: pack / preview without it, of the same turn\n`);
    print(`${renderPack(comparisons)}\n`);
    const many = await turns(`prod ${copies} times`, runs, () => packRun("prod", copied));
    const [once] = comparisons as [PackComparison];
    print(`${renderAdded(once, { resources: copied.length, packs: many })}\n`);
    print(`The slowest of ${rules.length} rules: CPU milliseconds for prod and for prod ${copies} times over\n`);
    print(renderRules(ruleTimes(rules, prod.states), ruleTimes(rules, copied), copies, slowest));
    return EXIT.ok;
  },
};

/** What a program declares and manages; what it only reads is kept from packs. */
async function declared(folder: string, stack: string, config: Record<string, string>): Promise<ResourceState[]> {
  const { resources } = await previewStack(readProject(folder), stack, () => {}, { config, secrets: {} });
  return resources.filter(({ external }) => !external);
}

async function compare({ workload, stack, states }: Previewed, runs: number): Promise<PackComparison> {
  const args = [...workload.p95, "--no-policies", "--no-type-check"];
  const pairs = await turns(workload.name, runs, async () => {
    const preview = await measuredRun(args);
    return { preview, pack: await packRun(stack, states) };
  });
  return {
    name: workload.name,
    resources: states.length,
    previews: pairs.map(({ preview }) => preview),
    packs: pairs.map(({ pack }) => pack),
  };
}

async function turns<Result>(name: string, runs: number, run: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (let turn = 1; turn <= runs; turn++) {
    process.stderr.write(`${name}, turn ${turn} of ${runs}\n`);
    results.push(await run());
  }
  return results;
}

const print = (line: string) => process.stdout.write(`${line}\n`);
