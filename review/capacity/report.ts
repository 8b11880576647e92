import { figure } from "../render/figure";
import type { Palette } from "../render/palette";
import type { Backtest } from "./backtest";
import type { Forecast } from "./forecast";
import { isoDay } from "./history";
import type { CapacityPlan, PlannedLimit } from "./plan";

export interface CapacityReport {
  readonly history: {
    readonly name: string;
    readonly from: number;
    readonly to: number;
    readonly filledCount: number;
  };
  readonly forecast: Forecast;
  readonly safetyFactor: number;
  readonly plan: CapacityPlan;
  readonly notes: readonly string[];
}

const MONTH_DAYS = 30;

/** For a terminal. */
export function renderCapacity(report: CapacityReport, colours: Palette): string {
  const { history, forecast, safetyFactor, plan, notes } = report;
  const { peakNow, peak, planned, unknown } = plan;
  const filled = history.filledCount === 0 ? "" : `, ${history.filledCount} missing days filled`;
  const months = Array.from({ length: Math.ceil(forecast.values.length / MONTH_DAYS) }, (_, i) => {
    const part = (values: Float64Array) => values.subarray(i * MONTH_DAYS, (i + 1) * MONTH_DAYS);
    const [low, mid, high] = [
      Math.min(...part(forecast.low)),
      Math.max(...part(forecast.values)),
      Math.max(...part(forecast.high)),
    ];
    return `  from ${isoDay(forecast.firstDay + i * MONTH_DAYS)}  peak ${figure(mid).padStart(9)}   ${figure(low)} to ${figure(high)}`;
  });
  const lines = [
    colours.bold(`Forecast from ${history.name}`),
    `  ${isoDay(history.from)} to ${isoDay(history.to)}${filled}; growth ${(forecast.yearlyGrowth * 100).toFixed(1)} % a year`,
    `  busiest of the last 28 days: ${figure(peakNow)}`,
    "  next months, with the range of nine days of ten:",
    ...months,
    `  planned for: ${figure(peak.value)} on ${isoDay(peak.day)} (forecast x ${safetyFactor}, announcements included)`,
    "",
    ...planned.map((each) => limitLine(each, colours)),
    ...(unknown.length === 0
      ? []
      : [
          `Not compared, because nobody said what is taken now (--used FILE):`,
          ...unknown.map(({ id, what, value, unit, from }) =>
            colours.dim(`  ${id}: ${what}, ${figure(value)} ${unit} (${from})`),
          ),
        ]),
    ...notes.map((note) => colours.yellow(`note: ${note}`)),
    ...policyLine(plan),
    "",
    verdict(plan, colours),
  ];
  return `${lines.join("\n")}\n`;
}

function limitLine({ limit, usedNow, usedAtPeak, headRoomAtPeak, breaksOn }: PlannedLimit, colours: Palette): string {
  const state = breaksOn === undefined ? colours.green("holds") : colours.red(`breaks on ${isoDay(breaksOn)}`);
  const room = `${(headRoomAtPeak * 100).toFixed(0)} % left at the peak`;
  return `  ${limit.id}: ${figure(usedNow)} now, ${figure(usedAtPeak)} planned of ${figure(limit.value)} ${limit.unit}, ${room}: ${state}`;
}

/** What a stack's policy settings must say, so that a later change does not take the room away again. */
function policySettings({ planned }: CapacityPlan) {
  const pods = planned.flatMap(({ limit, usedAtPeak }) =>
    limit.stage === "pods" && limit.use !== undefined ? [[limit.use.workload, Math.ceil(usedAtPeak)] as const] : [],
  );
  return pods.length === 0 ? {} : { "hpas-hold-the-forecast-peak": { podsAtPeak: Object.fromEntries(pods) } };
}

function policyLine(plan: CapacityPlan): string[] {
  const entries = Object.entries(policySettings(plan));
  return entries.map(([rule, value]) => `For the stack's policy settings: "${rule}": ${JSON.stringify(value)}`);
}

function verdict({ planned }: CapacityPlan, colours: Palette): string {
  const [first] = planned;
  if (first === undefined) return colours.yellow("No limit could be compared with the forecast.");
  if (first.breaksOn === undefined) return colours.green("Every limit that could be compared holds until the horizon.");
  return colours.red(`First to break: ${first.limit.what}, on ${isoDay(first.breaksOn)}.`);
}

/** For other programs. */
export function capacityJson({ history, forecast, safetyFactor, plan, notes }: CapacityReport) {
  return {
    schemaVersion: 1,
    history: { ...history, from: isoDay(history.from), to: isoDay(history.to) },
    forecast: {
      from: isoDay(forecast.firstDay),
      yearlyGrowth: forecast.yearlyGrowth,
      values: [...forecast.values],
      low: [...forecast.low],
      high: [...forecast.high],
    },
    safetyFactor,
    peakNow: plan.peakNow,
    peak: { day: isoDay(plan.peak.day), value: plan.peak.value },
    limits: plan.planned.map(({ limit, breaksOn, ...figures }) => ({
      ...{ id: limit.id, stage: limit.stage, what: limit.what, value: limit.value, unit: limit.unit, from: limit.from },
      ...figures,
      breaksOn: breaksOn === undefined ? null : isoDay(breaksOn),
    })),
    policySettings: policySettings(plan),
    notCompared: plan.unknown.map(({ id, what, value, unit }) => ({ id, what, value, unit })),
    notes,
  };
}

/** Errors side by side. */
export function renderBacktest(
  { origins, errors }: Backtest,
  horizonsDays: readonly number[],
  notes: readonly string[],
): string {
  const head = [
    "model",
    ...horizonsDays.map((days) => `MAPE ${days} d`),
    ...horizonsDays.map((days) => `peak ${days} d`),
  ];
  const rows = errors.map(({ model, mapePercent, peakErrorPercent }) => [
    model,
    ...[...mapePercent, ...peakErrorPercent].map((value) => `${value.toFixed(1)} %`),
  ]);
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((row) => (row[i] as string).length)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] as number) : cell.padStart(widths[i] as number))).join("  ")}`;
  const forecasts = origins === 1 ? "1 forecast" : `${origins} forecasts`;
  return `${[`Backtest, mean of ${forecasts}`, ...[head, ...rows].map(line), ...notes.map((note) => `note: ${note}`)].join("\n")}\n`;
}
