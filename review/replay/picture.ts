import { type KeyEntry, Plot } from "../render/plot";
import { iso } from "./series";
import type { Column } from "./timeline";

const KEY: readonly KeyEntry[] = [
  ["#54aeff", "demand (pods)"],
  ["#1a7f37", "ready pods"],
  ["#8250df", "replicas"],
  ["#9a6700", "nodes"],
  ["#cf222e", "under capacity"],
];

/** Demand, ready pods, replicas and nodes over time. */
export function svgPicture(title: string, columns: readonly Column[]): string {
  const highest = columns.reduce((most, { replicas, demand }) => Math.max(most, replicas, demand), 1);
  const plot = new Plot(title, columns.length, highest);
  const of = (value: (column: Column) => number) => columns.map(value);
  const under = columns.flatMap(({ under: short }, i) =>
    short ? [plot.column(i, 'fill="#cf222e" fill-opacity="0.35"')] : [],
  );
  const [first, last] = [columns[0], columns.at(-1)];
  return plot.svg(
    KEY,
    [
      `<path d="${plot.area(of(({ demand }) => demand))}" fill="#54aeff" fill-opacity="0.5"/>`,
      ...under,
      `<path d="${plot.path(of(({ replicas }) => replicas))}" fill="none" stroke="#8250df"/>`,
      `<path d="${plot.path(of(({ ready }) => ready))}" fill="none" stroke="#1a7f37"/>`,
      `<path d="${plot.path(of(({ nodes }) => nodes))}" fill="none" stroke="#9a6700" stroke-dasharray="4 2"/>`,
    ],
    first ? iso(first.at) : "",
    last ? iso(last.at) : "",
  );
}
