import type { Palette } from "../render/palette";
import { terminalChart } from "./chart";
import type { Reached } from "./first-limit";
import { iso } from "./series";
import type { Setup } from "./simulate";
import type { Comparison, Result } from "./strategies";
import type { Column } from "./timeline";

/** What a replay found. */
export interface ReplayReport {
  readonly stack: string;
  readonly region: string;
  readonly workload: string;
  readonly trace: {
    readonly name: string;
    readonly from: string;
    readonly to: string;
    readonly stepSeconds: number;
    readonly filledCount: number;
    /** Pods' worth of requested CPU. */
    readonly peakPods: number;
  };
  readonly setup: Setup;
  readonly instanceType: string;
  readonly comparison: Comparison;
  readonly limits: readonly Reached[];
  readonly notes: readonly string[];
}

/** For a terminal. */
export function renderReplay(report: ReplayReport, columns: readonly Column[], colours: Palette): string {
  const { stack, region, workload, trace, setup, instanceType, comparison, limits, notes } = report;
  const { hpa, cpuTarget, podsPerNode, spareNodes, syncSeconds } = setup;
  const percent = cpuTarget === undefined ? "no CPU target" : `CPU ${Math.round(cpuTarget * 100)} %`;
  const { declared, others, skipped } = comparison;
  const filled = trace.filledCount === 0 ? "" : `, ${trace.filledCount} missing values filled`;
  const lines = [
    colours.bold(`Replay of ${trace.name} through ${workload} of ${stack}${region === "" ? "" : `, ${region}`}`),
    `  ${trace.from} to ${trace.to}, every ${trace.stepSeconds} s, peak ${trace.peakPods.toFixed(1)} pods' CPU${filled}`,
    `  ${hpa.minReplicas} to ${hpa.maxReplicas} pods, ${percent}, decided every ${syncSeconds} s; ${podsPerNode} pods on an ${instanceType}, ${round(spareNodes)} nodes spare`,
    "",
    ...terminalChart(columns, colours),
    "",
    ...table([declared, ...others]),
    ...skipped.map((reason) => colours.dim(`  not tried: ${reason}`)),
    "",
    ...limitLines(limits, colours),
    ...notes.map((note) => colours.yellow(`note: ${note}`)),
  ];
  return `${lines.join("\n")}\n`;
}

function limitLines(limits: readonly Reached[], colours: Palette): string[] {
  if (limits.length === 0) return [colours.green("No declared limit is reached.")];
  return limits.map(({ what, value, unit, at }, i) =>
    colours[i === 0 ? "red" : "yellow"](
      `${i === 0 ? "First limit" : "Then"}: ${what}, ${round(value)} ${unit}, reached ${iso(at)}`,
    ),
  );
}

function table(results: readonly Result[]): string[] {
  const head = ["strategy", "min. under", "lost", "pod-hours", "ratio", "peak pods", "USD/month", "against load alone"];
  const rows = results.map(({ strategy, outcome, podHoursRatio, monthlyUsd, verdict }) => [
    strategy,
    outcome.minutesUnder.toFixed(1),
    `${(outcome.lostRatio * 100).toFixed(3)} %`,
    outcome.podHours.toFixed(0),
    `x${podHoursRatio.toFixed(3)}`,
    `${outcome.peakReplicas}`,
    monthlyUsd === undefined ? "no price" : monthlyUsd.toFixed(0),
    verdict,
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (i === 0 || i === cells.length - 1 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join("  ")}`.trimEnd();
  return [head, ...rows].map(line);
}

/** For other programs. */
export function replayJson({ setup, comparison, limits, ...report }: ReplayReport) {
  const { signals: _, ...settings } = setup;
  return {
    schemaVersion: 1,
    ...report,
    settings,
    strategies: [comparison.declared, ...comparison.others].map(
      ({ strategy, outcome, podHoursRatio, monthlyUsd, verdict }) => ({
        ...{ strategy, ...outcome, podHoursRatio, monthlyUsd: monthlyUsd ?? null, verdict },
      }),
    ),
    skipped: comparison.skipped,
    limitsReached: limits.map((limit) => ({ ...limit, at: iso(limit.at) })),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;
