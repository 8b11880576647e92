import type { MeasuredRun } from "./measured-run";
import type { Workload } from "./preview-workloads";
import { showSpread, spread } from "./spread";
import { digits, table } from "./table";

/** The same workload run by both sides, in turns. */
export interface Comparison {
  readonly workload: Workload;
  /** The stack and providers not counted. */
  readonly resources: number;
  readonly p95: readonly MeasuredRun[];
  readonly bare: readonly MeasuredRun[];
}

const wallSeconds = (run: MeasuredRun) => run.wallSeconds;
const cpuSeconds = (run: MeasuredRun) => run.engine.cpuSeconds + run.program.cpuSeconds;

/** Time in all, and what it is of the bare SDK's. */
export function renderComparison(comparisons: readonly Comparison[]): string {
  const header = ["program", "resources", "p95 wall", "bare wall", "ratio", "p95 CPU", "bare CPU", "ratio"];
  const rows = comparisons.map(({ workload, resources, p95, bare }) => [
    workload.name,
    String(resources),
    ...sides(p95, bare, wallSeconds),
    ...sides(p95, bare, cpuSeconds),
  ]);
  return table(header, rows);
}

function sides(p95: readonly MeasuredRun[], bare: readonly MeasuredRun[], of: (run: MeasuredRun) => number): string[] {
  const ratios = p95.map((run, turn) => of(run) / of(bare[turn] as MeasuredRun));
  return [p95.map(of), bare.map(of), ratios].map((values) => showSpread(spread(values)));
}

/** Medians: time of one resource with the start-up in it, and the largest resident set of each process. */
export function renderUse(comparisons: readonly Comparison[]): string {
  const header = [
    "program",
    "wall ms",
    "CPU ms",
    "engine CPU ms",
    "program CPU ms",
    "engine MiB",
    "program MiB",
    "bare engine MiB",
    "bare program MiB",
  ];
  const rows = comparisons.map(({ workload, resources, p95, bare }) => {
    const millis = (of: (run: MeasuredRun) => number) => digits((spread(p95.map(of)).median * 1000) / resources);
    const peak = (runs: readonly MeasuredRun[], process: "engine" | "program") =>
      spread(runs.map((run) => run[process].peakMiB)).median.toFixed(0);
    return [
      workload.name,
      millis(wallSeconds),
      millis(cpuSeconds),
      millis(({ engine }) => engine.cpuSeconds),
      millis(({ program }) => program.cpuSeconds),
      ...[peak(p95, "engine"), peak(p95, "program"), peak(bare, "engine"), peak(bare, "program")],
    ];
  });
  return table(header, rows);
}

/**
 * How the cost of a resource grows from each generated program to the next larger one, start-up and all; and the same for
 * the resources that came on top, which start-up does not flatter. 1 means that it does not grow.
 */
export function renderLinearity(comparisons: readonly Comparison[]): string[] {
  const bySize = comparisons
    .filter(({ workload }) => workload.size !== undefined)
    .sort((a, b) => a.resources - b.resources);
  const lines: string[] = [];
  for (const [title, of] of [
    ["wall", wallSeconds],
    ["CPU", cpuSeconds],
  ] as const) {
    const cost = (at: number) => spread((bySize[at] as Comparison).p95.map(of)).median;
    const size = (at: number) => (bySize[at] as Comparison).resources;
    for (let at = 1; at < bySize.length; at++) {
      const ratio = cost(at) / size(at) / (cost(at - 1) / size(at - 1));
      lines.push(`${title} time of a resource at ${size(at)} / at ${size(at - 1)}: ${digits(ratio)}`);
    }
    for (let at = 2; at < bySize.length; at++) {
      const added = (to: number) => (cost(to) - cost(to - 1)) / (size(to) - size(to - 1));
      const step = `from ${size(at - 1)} to ${size(at)} / from ${size(at - 2)} to ${size(at - 1)}`;
      lines.push(`${title} time of an added resource ${step}: ${digits(added(at) / added(at - 1))}`);
    }
  }
  return lines;
}
