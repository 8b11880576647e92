import type { MeasuredRun } from "../measured-run";
import { showSpread, spread } from "../spread";
import { digits, table } from "../table";
import type { PackRun } from "./pack-run";
import type { RuleTime } from "./rule-times";

/** A preview without policies and the pack for what it declares, in turns. */
export interface PackComparison {
  readonly name: string;
  readonly resources: number;
  readonly previews: readonly MeasuredRun[];
  readonly packs: readonly PackRun[];
}

const previewCpu = ({ engine, program }: MeasuredRun) => engine.cpuSeconds + program.cpuSeconds;
const packCpu = ({ use }: PackRun) => use.cpuSeconds;
const shown = (values: readonly number[]) => showSpread(spread(values));

/** Time of the preview and of the pack, and what the one is of the other. */
export function renderPack(comparisons: readonly PackComparison[]): string {
  const header = [
    ...["program", "resources", "findings", "preview CPU", "pack CPU", "ratio"],
    ...["preview wall", "pack wall", "ratio", "pack ms each", "pack MiB"],
  ];
  const rows = comparisons.map(({ name, resources, previews, packs }) => [
    ...[name, `${resources}`, `${packs[0]?.findings}`],
    ...sides(previews.map(previewCpu), packs.map(packCpu)),
    ...sides(
      previews.map(({ wallSeconds }) => wallSeconds),
      packs.map(({ wallSeconds }) => wallSeconds),
    ),
    digits((spread(packs.map(packCpu)).median * 1000) / resources),
    spread(packs.map(({ use }) => use.peakMiB)).median.toFixed(0),
  ]);
  return table(header, rows);
}

function sides(preview: readonly number[], pack: readonly number[]): string[] {
  const ratios = pack.map((seconds, turn) => seconds / (preview[turn] as number));
  return [preview, pack, ratios].map(shown);
}

/** How the pack's time of a resource grows: 1 means that it does not. The smaller side has the larger share of the start. */
export function renderAdded(once: PackComparison, many: Pick<PackComparison, "resources" | "packs">): string {
  const cost = ({ resources, packs }: typeof many) => spread(packs.map(packCpu)).median / resources;
  return [
    `prod again and again, ${many.resources} resources: pack CPU ${shown(many.packs.map(packCpu))} s`,
    `pack CPU of a resource at ${many.resources} / at ${once.resources}: ${digits(cost(many) / cost(once))}`,
  ].join("\n");
}

/** @param many for `copies` times what `once` was for. */
export function renderRules(
  once: readonly RuleTime[],
  many: readonly RuleTime[],
  copies: number,
  count: number,
): string {
  const sum = (times: readonly RuleTime[]) => times.reduce((total, { millis }) => total + millis, 0);
  const before = new Map(once.map(({ rule, millis }) => [rule, millis]));
  const row = (rule: string, first: number, then: number) => [
    ...[rule, digits(first), digits(then)],
    ...[digits(then / copies / first), `${digits((100 * then) / sum(many))} %`],
  ];
  const slowest = [...many].sort((a, b) => b.millis - a.millis).slice(0, count);
  const header = ["rule", "once", `${copies} times`, "growth of a resource's time", "share of all rules"];
  const rows = slowest.map(({ rule, millis }) => row(rule, before.get(rule) ?? Number.NaN, millis));
  return table(header, [...rows, row("all rules", sum(once), sum(many))]);
}
