import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { readWholeNumber } from "../review/commands/flags";
import { badUsage, EXIT } from "../review/exit-codes";
import type { Benchmark } from "./benchmark";
import { readFlags } from "./flags";
import { ROOT } from "./measured-run";
import { measuredTree, type TreeUse } from "./real-preview";
import { showSpread, spread } from "./spread";
import { table } from "./table";

const OPTIONS = {
  stack: { type: "string", short: "s", default: "prod" },
  program: { type: "string", short: "C", default: ROOT },
  base: { type: "string", default: "HEAD~1" },
  head: { type: "string", default: "HEAD" },
  runs: { type: "string", default: "3" },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Measures a review of two commits, with its page and its comment, against two plain previews.

Usage: npm run bench -- review [flags]

  -s, --stack NAME   stack to review (default: ${OPTIONS.stack.default})
  -C, --program DIR  folder of the Pulumi project, in a git repository (default: this one)
      --base REF     commit to compare with (default: ${OPTIONS.base.default})
      --head REF     commit under review (default: ${OPTIONS.head.default})
      --runs N       turns (default: ${OPTIONS.runs.default})
  -h, --help         print this text

A plain preview is "p95 preview" of the files as they lie here, with policies and without a check of types, which a review leaves to
CI. The two are run one after the other, and at once. A review has both commits checked out, previews both at once where there are
two processors, compares them, and takes the checkouts away. Each command is a process of its own from its start to its end, with all that it
starts. What a review finds, be it a loss, does not matter here.

Exit codes: 0 done, 1 a run failed, 2 bad command line.
`;

const BIN = join(ROOT, "review/bin.js");

/** Those with which a review tells what it found. */
const REVIEWED = [EXIT.ok, EXIT.policy, EXIT.blocked];

/** `npm run bench -- review` */
export const reviewBenchmark: Benchmark = {
  summary: "a review of two commits of prod, against two plain previews",
  async run(args) {
    const flags = readFlags("review", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    const runs = readWholeNumber("--runs", flags.runs, 1, 100, "runs");
    const directory = resolve(flags.program);
    const [base, head] = [commit(directory, "--base", flags.base), commit(directory, "--head", flags.head)];
    const load = loadavg().map((value) => value.toFixed(1));
    print(`Node ${process.versions.node}, ${availableParallelism()} cores, load average before: ${load.join(", ")}`);
    print(`stack ${flags.stack}, ${base.slice(0, 12)} against ${head.slice(0, 12)}\n`);
    const target = ["--program", directory, "--stack", flags.stack];
    print(`${render(await turns(target, ["--base", base, "--head", head], runs))}\n`);
    return EXIT.ok;
  },
};

function commit(directory: string, flag: string, ref: string): string {
  try {
    const verify = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${ref}^{commit}`];
    return execFileSync("git", verify, {
      cwd: directory,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return badUsage(`${flag}: must name a commit, got "${ref}"`);
  }
}

type Side = "two previews in turn" | "two previews at once" | "review";
type Measures = Readonly<Record<Side, readonly Omit<TreeUse, "parts">[]>>;

async function turns(target: readonly string[], commits: readonly string[], runs: number): Promise<Measures> {
  const folder = mkdtempSync(join(tmpdir(), "bench-review-"));
  const preview = () => measured(["preview", ...target, "--no-type-check", "--quiet"], [EXIT.ok, EXIT.policy]);
  const outputs = ["--html", join(folder, "review.html"), "--markdown", join(folder, "review.md"), "--quiet"];
  const sides = {
    "two previews in turn": async () => inTurn(await preview(), await preview()),
    "two previews at once": async () => atOnce(await Promise.all([preview(), preview()])),
    review: () => measured(["review", ...target, ...commits, ...outputs], REVIEWED),
  };
  const measures: Record<Side, Omit<TreeUse, "parts">[]> = {
    ...{ "two previews in turn": [], "two previews at once": [], review: [] },
  };
  try {
    for (let turn = 1; turn <= runs; turn++) {
      for (const side of Object.keys(sides) as Side[]) {
        const use = await sides[side]();
        const times = `${use.wallSeconds.toFixed(1)} s, ${use.cpuSeconds.toFixed(1)} s of CPU`;
        process.stderr.write(`turn ${turn} of ${runs}, ${side}: ${times}\n`);
        measures[side].push(use);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return measures;
}

const measured = (args: readonly string[], codes: readonly number[]): Promise<TreeUse> =>
  measuredTree(process.execPath, [BIN, ...args], {
    ...{ cwd: ROOT, env: () => process.env, codes },
    parts: () => ({ engine: 0, program: 0, outside: 0 }),
  });

const inTurn = (a: TreeUse, b: TreeUse) => ({ ...both(a, b), wallSeconds: a.wallSeconds + b.wallSeconds });

/** Each of the two saw the memory of both. */
const atOnce = ([a, b]: readonly [TreeUse, TreeUse]) => ({
  ...both(a, b),
  wallSeconds: Math.max(a.wallSeconds, b.wallSeconds),
});

const both = (a: TreeUse, b: TreeUse) => ({
  cpuSeconds: a.cpuSeconds + b.cpuSeconds,
  peakMiB: a.peakMiB === undefined || b.peakMiB === undefined ? undefined : Math.max(a.peakMiB, b.peakMiB),
});

/** Medians, and the ratio to two previews in turn of the same turn. */
function render(measures: Measures): string {
  const plain = measures["two previews in turn"];
  const rows = (Object.keys(measures) as Side[]).map((side) => {
    const uses = measures[side];
    const ratio = (of: (use: (typeof plain)[number]) => number) =>
      showSpread(spread(uses.map((use, turn) => of(use) / of(plain[turn] as (typeof plain)[number]))));
    const peaks = uses.flatMap(({ peakMiB }) => (peakMiB === undefined ? [] : [peakMiB]));
    return [
      side,
      showSpread(spread(uses.map(({ wallSeconds }) => wallSeconds))),
      ratio(({ wallSeconds }) => wallSeconds),
      showSpread(spread(uses.map(({ cpuSeconds }) => cpuSeconds))),
      ratio(({ cpuSeconds }) => cpuSeconds),
      peaks.length === 0 ? "" : spread(peaks).median.toFixed(0),
    ];
  });
  return table(["side", "wall s", "ratio", "CPU s", "ratio", "peak MiB"], rows);
}

const print = (line: string) => process.stdout.write(`${line}\n`);
