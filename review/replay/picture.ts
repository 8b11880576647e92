import { iso } from "./series";
import type { Column } from "./timeline";

const [WIDTH, HEIGHT, LEFT, TOP, BOTTOM] = [960, 320, 56, 34, 40];

/** Demand, ready pods and replicas above, nodes below, as one SVG without scripts, fonts or dates of its own. */
export function svgPicture(title: string, columns: readonly Column[]): string {
  const top = niceTop(columns.reduce((most, { replicas, demand }) => Math.max(most, replicas, demand), 1));
  const [plotWidth, plotHeight] = [WIDTH - LEFT - 16, HEIGHT - TOP - BOTTOM];
  const x = (i: number) => round(LEFT + (i / Math.max(1, columns.length - 1)) * plotWidth);
  const y = (value: number) => round(TOP + plotHeight * (1 - value / top));
  const path = (of: (column: Column) => number) =>
    columns.map((column, i) => `${i === 0 ? "M" : "L"}${x(i)} ${y(of(column))}`).join("");
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const at = y(top * share);
    const line = `<line x1="${LEFT}" y1="${at}" x2="${WIDTH - 16}" y2="${at}" stroke="#d8dee4"/>`;
    return `${line}<text x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${round(top * share)}</text>`;
  });
  const under = columns.flatMap(({ under: short }, i) =>
    short
      ? [`<rect x="${x(i) - 1}" y="${TOP}" width="2" height="${plotHeight}" fill="#cf222e" fill-opacity="0.35"/>`]
      : [],
  );
  const area = `${path(({ demand }) => demand)}L${x(columns.length - 1)} ${y(0)}L${x(0)} ${y(0)}Z`;
  const [first, last] = [columns[0], columns.at(-1)];
  const key = [
    ["#54aeff", "demand (pods)"],
    ["#1a7f37", "ready pods"],
    ["#8250df", "replicas"],
    ["#9a6700", "nodes"],
    ["#cf222e", "under capacity"],
  ].map(([colour, name], i) => {
    const left = LEFT + 330 + i * 118;
    return `<rect x="${left}" y="12" width="10" height="10" fill="${colour}"/><text x="${left + 14}" y="21">${name}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="11" role="img">`,
    `<title>${escaped(title)}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    `<text x="${LEFT}" y="21" font-size="13">${escaped(title)}</text>`,
    ...key,
    ...grid,
    `<path d="${area}" fill="#54aeff" fill-opacity="0.5"/>`,
    ...under,
    `<path d="${path(({ replicas }) => replicas)}" fill="none" stroke="#8250df"/>`,
    `<path d="${path(({ ready }) => ready)}" fill="none" stroke="#1a7f37"/>`,
    `<path d="${path(({ nodes }) => nodes)}" fill="none" stroke="#9a6700" stroke-dasharray="4 2"/>`,
    `<text x="${LEFT}" y="${HEIGHT - 14}">${first ? iso(first.at) : ""}</text>`,
    `<text x="${WIDTH - 16}" y="${HEIGHT - 14}" text-anchor="end">${last ? iso(last.at) : ""}</text>`,
    "</svg>",
    "",
  ].join("\n");
}

/** 1, 2, 4 or 8 times a power of ten that is not below `value`. */
function niceTop(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return ([1, 2, 4, 8, 10].find((each) => each * power >= value) as number) * power;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
