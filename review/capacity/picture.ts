import { type KeyEntry, Plot } from "../render/plot";
import type { History } from "./forecast";
import { isoDay } from "./history";
import type { PlannedLimit } from "./plan";
import type { CapacityReport } from "./report";

const KEY: readonly KeyEntry[] = [
  ["#54aeff", "history"],
  ["#8250df", "forecast"],
  ["#1a7f37", "planned for"],
  ["#cf222e", "first limit"],
];

/** The history, the forecast with its range, what is planned for, and the demand at which the first limit is used up. */
export function capacityPicture(history: History, { forecast, plan }: CapacityReport): string {
  const [first] = plan.planned;
  const level = first && demandAt(first, plan.peakNow);
  const shown = [...history.values, ...forecast.high, ...plan.days, level ?? 0];
  const count = history.values.length + forecast.values.length;
  const highest = shown.reduce((most, value) => Math.max(most, value), Number.MIN_VALUE);
  const title = first === undefined ? "No limit compared" : `First limit: ${first.limit.id}`;
  const plot = new Plot(title, count, highest);
  const from = history.values.length;
  const back = [...forecast.low].map((value, i) => `L${plot.x(from + i)} ${plot.y(value)}`).reverse();
  const breaks = first?.breaksOn === undefined ? [] : [first.breaksOn - history.firstDay];
  return plot.svg(
    KEY,
    [
      `<path d="${plot.path(forecast.high, from)}${back.join("")}Z" fill="#8250df" fill-opacity="0.15"/>`,
      `<path d="${plot.path(history.values)}" fill="none" stroke="#54aeff"/>`,
      `<path d="${plot.path(forecast.values, from)}" fill="none" stroke="#8250df"/>`,
      `<path d="${plot.path(plan.days, from)}" fill="none" stroke="#1a7f37" stroke-dasharray="4 2"/>`,
      ...(level === undefined ? [] : [plot.level(level, first!.limit.what, "#cf222e")]),
      ...breaks.map((day) => plot.column(day, 'fill="#cf222e" fill-opacity="0.5"')),
    ],
    isoDay(history.firstDay),
    isoDay(history.firstDay + count - 1),
  );
}

/** Demand at which a limit is used up, by the proportion that the plan assumes; undefined where demand takes nothing of it. */
function demandAt({ limit, usedNow }: PlannedLimit, peakNow: number): number | undefined {
  const base = limit.use?.base ?? 0;
  return usedNow > base ? (peakNow * (limit.value - base)) / (usedNow - base) : undefined;
}
