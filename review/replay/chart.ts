import type { Palette } from "../render/palette";
import type { Column } from "./timeline";

const BARS = " ▁▂▃▄▅▆▇█";
const ROWS = 6;

/** Replicas as bars with demand inside them, over time. Where demand was more than ready pods, the bar is marked below. */
export function terminalChart(columns: readonly Column[], colours: Palette): string[] {
  const top = columns.reduce((most, { replicas, demand }) => Math.max(most, replicas, demand), 1);
  const label = (value: number) => value.toFixed(0).padStart(5);
  const lines = Array.from({ length: ROWS }, (_, row) => {
    const floor = ((ROWS - 1 - row) / ROWS) * top;
    const bar = (value: number) => {
      const share = Math.min(1, Math.max(0, ((value - floor) / top) * ROWS));
      return Math.round(share * (BARS.length - 1));
    };
    const cells = columns.map(({ replicas, demand }) => {
      const [pods, load] = [bar(replicas), bar(demand)];
      return load === BARS.length - 1
        ? colours.cyan("█")
        : load > 0
          ? colours.cyan(BARS[load] as string)
          : colours.dim(pods > 0 ? "░" : " ");
    });
    return `${row === 0 ? label(top) : " ".repeat(5)} ${cells.join("")}`;
  });
  const under = columns.map(({ under: short }) => (short ? colours.red("!") : " ")).join("");
  return [
    ...lines,
    ...(columns.some((column) => column.under) ? [`under ${under}`] : []),
    `      ${colours.cyan("█")} demand  ${colours.dim("░")} replicas beyond it, in pods`,
  ];
}
