import { field, items, text } from "../cost/stack";
import type { Value } from "../engine/values";
import { cronFloors } from "./cron-floor";
import { FormulaError, parseFormula } from "./formula";
import { announced, lastWeek, type Recorded, type ReleaseWindow, trend, weekly } from "./signals";
import type { Signal } from "./simulate";

/** A rule that Prometheus evaluates. */
export interface RecordedRule {
  readonly record: string;
  readonly expr: string;
}

/** Something besides CPU and memory that asks an autoscaler for pods. */
export interface DeclaredSignal {
  readonly name: string;
  /** Whether it hears of announced releases. */
  readonly hearsReleases: boolean;
  /** @param releases announced beside those that are declared. */
  make(recorded: Recorded, releases: readonly ReleaseWindow[]): Signal;
}

export interface ReadSignals {
  readonly signals: readonly DeclaredSignal[];
  /** What counts as nothing in the replay, and why. */
  readonly notes: readonly string[];
}

interface Source extends DeclaredSignal {
  readonly note?: string;
}

/**
 * The signals of a ScaledObject, in pods.
 * @param averageValue What the autoscaler that reads a formula aims at for each pod.
 */
export function declaredSignals(
  spec: Value | undefined,
  rules: readonly RecordedRule[],
  averageValue = 1,
): ReadSignals {
  const sources = items(field(spec, "triggers"))
    .filter((trigger) => !["cpu", "memory"].includes(text(field(trigger, "type"))))
    .map((trigger, i) => sourceOf(trigger, i, rules));
  const notes = sources.flatMap(({ note }) => note ?? []);
  const formula = text(field(field(field(spec, "advanced"), "scalingModifiers"), "formula"));
  if (formula === "") return { signals: sources, notes };
  try {
    const evaluate = parseFormula(formula);
    const hearsReleases = sources.some((source) => source.hearsReleases);
    const make = (recorded: Recorded, releases: readonly ReleaseWindow[]): Signal => {
      const made = sources.map((source) => [source.name, source.make(recorded, releases)] as const);
      const scope: Record<string, number | undefined> = {};
      return (now) => {
        for (const [name, signal] of made) scope[name] = signal(now);
        const value = evaluate(scope);
        return value === undefined ? undefined : value / averageValue;
      };
    };
    return { signals: [{ name: formula, hearsReleases, make }], notes };
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    return { signals: [], notes: [...notes, `formula ${error.message}`] };
  }
}

/** Without a formula each trigger asks for its value over its threshold; within one it is the bare value. */
function sourceOf(trigger: Value, index: number, rules: readonly RecordedRule[]): Source {
  const type = text(field(trigger, "type"));
  const name = text(field(trigger, "name")) || `${type}-${index}`;
  const metadata = field(trigger, "metadata");
  if (type === "cron") return cronSource(name, metadata);
  if (type === "prometheus") return prometheusSource(name, text(field(metadata, "query")), rules);
  const why = type === "aws-sqs-queue" ? "messages are not part of a trace" : `p95 does not know ${type}`;
  return nothing(name, why);
}

function nothing(name: string, why: string): Source {
  return { name, hearsReleases: false, make: () => () => 0, note: `trigger ${name} counts as 0: ${why}` };
}

function cronSource(name: string, metadata: Value | undefined): Source {
  const [start, end] = [text(field(metadata, "start")), text(field(metadata, "end"))];
  const floors = cronFloors(start, end, Number(text(field(metadata, "desiredReplicas"))));
  if (typeof floors === "string") return nothing(name, floors);
  return { name, hearsReleases: false, make: () => weekly(floors, text(field(metadata, "timezone"))) };
}

function prometheusSource(name: string, query: string, rules: readonly RecordedRule[]): Source {
  const expr = rules.find(({ record }) => record === query)?.expr ?? query;
  const linear = /predict_linear\([^[]+\[(\d+)m\],\s*(\d+)\)/.exec(expr);
  if (linear !== null) {
    const [minutes, ahead] = [Number(linear[1]), Number(linear[2])];
    return { name, hearsReleases: false, make: (recorded) => trend(recorded, minutes * 60, ahead) };
  }
  if (expr.includes("release_expected_multiplier")) {
    const calendar = calendarOf(rules);
    const make = (recorded: Recorded, more: readonly ReleaseWindow[]) => announced(recorded, [...calendar, ...more]);
    return { name, hearsReleases: true, make };
  }
  if (expr.includes("offset 6d23h50m")) return { name, hearsReleases: false, make: lastWeek };
  return nothing(name, `p95 does not know what ${query} forecasts`);
}

/** Releases that are declared. */
export function calendarOf(rules: readonly RecordedRule[]): ReleaseWindow[] {
  return rules.flatMap(({ record, expr }) => {
    const match = /vector\(([\d.]+)\).*>=\s*(\d+)\).*<\s*(\d+)\)/.exec(expr);
    if (record !== "release_expected_multiplier" || match === null) return [];
    return [{ multiplier: Number(match[1]), from: Number(match[2]), until: Number(match[3]) }];
  });
}

/** Requests a second that one pod serves at the CPU target, from a rule that turns them into pods. */
export function requestsPerPod(rules: readonly RecordedRule[]): number | undefined {
  const rule = rules.find(({ expr }) => /predict_linear\(.*\/ *[\d.]+$/.test(expr));
  return rule && Number(/([\d.]+)$/.exec(rule.expr)?.[1]);
}
