import { basename } from "node:path";
import { augursModels, NoAugurs } from "../capacity/augurs";
import { backtest, type Model, NAIVE_WITH_GROWTH, OWN, SEASONAL_NAIVE } from "../capacity/backtest";
import { forecast, type History } from "../capacity/forecast";
import { readHistory } from "../capacity/history";
import { type Limit, limitsOf } from "../capacity/limits";
import { capacityPicture } from "../capacity/picture";
import { type AnnouncedDay, planCapacity, usedByPods } from "../capacity/plan";
import { type CapacityReport, capacityJson, renderBacktest, renderCapacity } from "../capacity/report";
import { readJsonFile } from "../engine/json-file";
import { SettingsError } from "../engine/settings-error";
import { badUsage, EXIT } from "../exit-codes";
import { palette } from "../render/palette";
import { chooseWorkload } from "../replay/choose-workload";
import { declaredWorkloads, type Workload } from "../replay/declared";
import { readTime } from "../replay/time";
import { writeWhole } from "../write-file";
import { readFlags, readPairs, readWholeNumber } from "./flags";
import type { Command } from "./index";
import { declaredStates, fromUser, optionalNumber } from "./replay";

const OPTIONS = {
  stack: { type: "string", short: "s", default: "prod" },
  program: { type: "string", short: "C", default: "." },
  exported: { type: "string" },
  history: { type: "string" },
  horizon: { type: "string", default: "182" },
  safety: { type: "string", default: "1.2" },
  workload: { type: "string" },
  region: { type: "string" },
  "per-pod": { type: "string" },
  "pods-now": { type: "string" },
  used: { type: "string" },
  release: { type: "string", multiple: true },
  backtest: { type: "boolean", default: false },
  since: { type: "string" },
  "training-days": { type: "string", default: "730" },
  "step-days": { type: "string", default: "120" },
  svg: { type: "string" },
  json: { type: "boolean", default: false },
  quiet: { type: "boolean", short: "q", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

const HELP = `Forecasts demand from its daily history and names the first limit of a stack that will not suffice, and when. See
docs/capacity.md.

Usage: p95 capacity --history FILE [flags]
       p95 capacity --history FILE --backtest [flags]

      --history FILE         CSV of date,value, one a day, 12 to 24 months: the day's peak, or anything that grows with it
  -s, --stack NAME           stack to preview (default: prod)
  -C, --program DIR          folder of the Pulumi project (default: this one)
      --exported FILE        read the stack from what "pulumi stack export" wrote, without a preview
      --horizon DAYS         how far to look, 28 to 730 (default: 182)
      --safety FACTOR        plan for so many times the forecast, 1 to 3 (default: 1.2)
      --workload NAME        default: playback-service
      --region NAME          default: the first that declares it
      --pods-now N           pods on the busiest of the last 28 days
      --per-pod VALUE        instead: what one pod serves at the CPU target, in the history's unit
      --used FILE            JSON of what is taken of other limits on that day: {"limit's id": number}
      --release DATE=FACTOR  announce a day that is busier by so much, e.g. 2026-12-18=2.5 (repeatable)
      --backtest             instead: forecast from the past, and print the errors beside other models'
      --since DATE           leave out what is older, e.g. from before a launch
      --training-days N      days that each forecast is made from, the latest ones (default: 730)
      --step-days N          from one forecast to the next (default: 120)
      --svg FILE             write the plot
      --json                 print the result as JSON
  -q, --quiet                no progress
  -h, --help                 print this text

Exit codes: 0 done, 1 the program is broken, 2 bad command line, 3 bad settings or history.
`;

const BACKTEST_HORIZONS = [182, 365];

/** `p95 capacity` */
export const capacityCommand: Command = {
  async run(args) {
    const flags = readFlags("capacity", args, OPTIONS);
    if (flags.help) {
      process.stdout.write(HELP);
      return EXIT.ok;
    }
    if (flags.history === undefined)
      return badUsage('--history: must be given. Run "p95 capacity --help" for the flags.');
    const horizon = readWholeNumber("--horizon", flags.horizon, 28, 730, "days");
    const safetyFactor = Number(flags.safety);
    if (!(safetyFactor >= 1 && safetyFactor <= 3)) badUsage(`--safety: must be 1 to 3, got "${flags.safety}"`);
    const trainingDays = readWholeNumber("--training-days", flags["training-days"], 56, 3_650, "days");
    const stepDays = readWholeNumber("--step-days", flags["step-days"], 1, 730, "days");
    const podsNow = optionalNumber("--pods-now", flags["pods-now"]);
    const perPod = optionalNumber("--per-pod", flags["per-pod"]);
    if (podsNow !== undefined && perPod !== undefined) badUsage("--per-pod: must not be given with --pods-now");
    const announced = readAnnounced(flags.release);
    const read = readHistory(fromUser(flags.history));
    const whole = since(read, flags.since);
    const name = basename(flags.history);
    if (flags.backtest) return runBacktest(name, whole, { trainingDays, stepDays }, flags.json);

    const history = latest(whole, trainingDays);
    const forecasted = tooShort(name, () => forecast(history, horizon));
    const states = await declaredStates(flags.exported, flags.program, flags.stack, flags.quiet || flags.json);
    const workload = chooseWorkload(declaredWorkloads(states), flags.workload, flags.region);
    const limits = limitsOf(states).filter(({ region }) => region === workload.region || region === "global");
    const pods = podsOf(history, workload, podsNow, perPod);
    const usedNow = new Map([
      ...usedByPods(limits, workload.region, workload.name, pods),
      ...(flags.used === undefined ? [] : readUsed(fromUser(flags.used), limits)),
    ]);
    const report: CapacityReport = {
      history: {
        ...{ name, from: history.firstDay, to: history.firstDay + history.values.length - 1 },
        filledCount: read.filledCount,
      },
      forecast: forecasted,
      safetyFactor,
      plan: planCapacity({ history, forecast: forecasted, limits, usedNow, safetyFactor, announced }),
      notes: notesOf(history),
    };
    const text = flags.json
      ? `${JSON.stringify(capacityJson(report), null, 2)}\n`
      : renderCapacity(report, palette(process.stdout));
    if (flags.svg !== undefined) writeWhole(fromUser(flags.svg), capacityPicture(history, report));
    process.stdout.write(text);
    return EXIT.ok;
  },
};

function latest({ firstDay, values }: History, days: number): History {
  const left = Math.max(0, values.length - days);
  return { firstDay: firstDay + left, values: values.subarray(left) };
}

function since(history: History, date: string | undefined): History {
  if (date === undefined) return history;
  const at = readTime(date);
  if (typeof at === "string") return badUsage(`--since: ${at}`);
  const days = history.firstDay + history.values.length - Math.floor(at / 86_400);
  return days > 0 ? latest(history, days) : badUsage(`--since: must lie within the history, got "${date}"`);
}

async function runBacktest(
  name: string,
  history: History,
  plan: { readonly trainingDays: number; readonly stepDays: number },
  json: boolean,
): Promise<number> {
  const measure = (models: readonly Model[]) =>
    tooShort(name, () => backtest(history, models, { ...plan, horizonsDays: BACKTEST_HORIZONS }));
  const { origins, errors: own } = measure([SEASONAL_NAIVE, NAIVE_WITH_GROWTH, OWN]);
  const errors = [...own];
  const notes: string[] = [];
  const leftOut = (error: unknown) => {
    if (!(error instanceof NoAugurs)) throw error;
    notes.push(`not compared with the library: ${error.message}`);
    return [];
  };
  for (const model of await augursModels().catch(leftOut)) {
    try {
      errors.push(...measure([model]).errors);
    } catch (error) {
      leftOut(error);
    }
  }
  const result = { origins, errors };
  const text = json
    ? `${JSON.stringify({ schemaVersion: 1, horizonsDays: BACKTEST_HORIZONS, ...result, notes }, null, 2)}\n`
    : renderBacktest(result, BACKTEST_HORIZONS, notes);
  process.stdout.write(text);
  return EXIT.ok;
}

function tooShort<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError) throw new SettingsError(`Cannot forecast from ${name}`, [error.message]);
    throw error;
  }
}

function podsOf(
  { values }: History,
  workload: Workload,
  podsNow: number | undefined,
  perPod: number | undefined,
): number {
  if (podsNow !== undefined) return podsNow;
  const served = perPod ?? workload.requestsPerPod;
  if (served === undefined)
    return badUsage("--pods-now or --per-pod: must be given, because the stack does not say what a pod serves");
  return Math.ceil(values.slice(-28).reduce((most, value) => Math.max(most, value), 0) / served);
}

function readUsed(path: string, limits: readonly Limit[]): [string, number][] {
  const content = readJsonFile(path);
  const entries = Object.entries(Object(content)) as [string, unknown][];
  const problems = entries.flatMap(([id, value]) => [
    ...(limits.some((limit) => limit.id === id)
      ? []
      : [`${id}: must be the id of a limit, see the list without --used`]),
    ...(typeof value === "number" && value >= 0 && Number.isFinite(value)
      ? []
      : [`${id}: must be a number of 0 or more, got ${JSON.stringify(value)}`]),
  ]);
  if (problems.length > 0) throw new SettingsError(`Cannot use ${path}`, problems);
  return entries as [string, number][];
}

function readAnnounced(texts: readonly string[] | undefined): AnnouncedDay[] {
  return Object.entries(readPairs("--release", texts)).map(([date, factor]) => {
    const at = readTime(date);
    if (typeof at === "string") return badUsage(`--release: ${at}`);
    const multiplier = Number(factor);
    if (!(multiplier > 1 && multiplier <= 100))
      badUsage(`--release ${date}: must be above 1 and up to 100, got "${factor}"`);
    return { day: Math.floor(at / 86_400), multiplier };
  });
}

function notesOf({ values }: History): string[] {
  if (values.length >= 730) return [];
  if (values.length >= 540) return ["less than 24 months: a holiday was seen once"];
  return ["less than 18 months: the year's shape is not known, growth and seasons of the week alone are"];
}
