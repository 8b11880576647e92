import type { Prices } from "../cost/prices";
import { HOURS_PER_MONTH } from "../cost/prices";
import type { Nodes, Workload } from "./declared";
import { Observed } from "./observed";
import { announced, lastWeek, learntFloors, RAISE, type Recorded, type ReleaseWindow, trend, weekly } from "./signals";
import { type Demand, type Moment, type Outcome, type Setup, type Signal, simulate } from "./simulate";

/** One thing that is replayed in several ways. */
export interface Scenario {
  readonly workload: Workload;
  readonly demand: Demand;
  /** Number of the first point that counts; those before are history. */
  readonly from: number;
  /** Beside those that are declared. */
  readonly releases: readonly ReleaseWindow[];
  /** All but what scales. */
  readonly setup: Setup;
}

/** How one way of scaling did. */
export interface Result {
  readonly strategy: string;
  readonly outcome: Outcome;
  /** Pod-hours over those of a clairvoyant at the declared target. */
  readonly podHoursRatio: number;
  /** Nodes at their price on demand, for a month of hours like these. `undefined` without a price. Unit: US dollars. */
  readonly monthlyUsd: number | undefined;
  /** Against load alone, in words. */
  readonly verdict: string;
}

export interface Comparison {
  readonly declared: Result;
  readonly others: readonly Result[];
  /** What was not tried, and why. */
  readonly skipped: readonly string[];
}

const WEEK_SECONDS = 7 * 86_400;
const DAY_SECONDS = 86_400;

interface Strategy {
  readonly name: string;
  readonly cpuTarget: number;
  readonly signals: (recorded: Recorded) => readonly Signal[];
}

/** Replays what is declared, and what could be declared instead. */
export function compareStrategies(scenario: Scenario, prices: Prices, watch?: (moment: Moment) => void): Comparison {
  const { workload, demand, from, setup } = scenario;
  const observed = new Observed(demand);
  const target = setup.cpuTarget ?? 1;
  const hours = ((demand.values.length - 1 - from) * demand.stepSeconds) / 3600;
  const usdPerHour = nodeUsdPerHour(workload.nodes, workload.region, prices);
  const play = ({ name, cpuTarget, signals }: Strategy, look?: (moment: Moment) => void) => {
    const recorded = { observed, cpuTarget, lagSeconds: setup.metricLagSeconds };
    const changed = { ...setup, cpuTarget, idealTarget: target, signals: signals(recorded) };
    return { name, outcome: simulate(demand, changed, from, look) };
  };
  const declared = play(
    {
      name: "as declared",
      cpuTarget: target,
      signals: (recorded) => workload.signals.map((signal) => signal.make(recorded, scenario.releases)),
    },
    watch,
  );
  const { strategies, skipped } = strategiesFor(scenario, target);
  const others = strategies.map((strategy) => play(strategy));
  const alone = (others[0] as (typeof others)[number]).outcome;
  const result = ({ name, outcome }: typeof declared): Result => ({
    strategy: name,
    outcome,
    podHoursRatio: outcome.podHours / outcome.clairvoyantPodHours,
    monthlyUsd: usdPerHour && (outcome.nodeHours / hours) * HOURS_PER_MONTH * usdPerHour,
    verdict: outcome === alone ? "what the others are compared with" : verdict(outcome, alone),
  });
  return { declared: result(declared), others: others.map(result), skipped };
}

/** What can be tried with the history and the calendar that there are. Load alone is the first. */
function strategiesFor({ demand, from, releases, workload }: Scenario, target: number) {
  const start = demand.start + from * demand.stepSeconds;
  const history = start - demand.start;
  const skipped: string[] = [];
  const strategies: Strategy[] = [
    { name: "load alone", cpuTarget: target, signals: () => [] },
    { name: "load + trend of 20 minutes", cpuTarget: target, signals: (recorded) => [trend(recorded)] },
  ];
  if ((demand.values.length - 1) * demand.stepSeconds > 8 * DAY_SECONDS) {
    strategies.push({ name: "load + last week", cpuTarget: target, signals: (recorded) => [lastWeek(recorded)] });
  } else skipped.push("load + last week: needs more than 8 days of demand");
  if (history >= 2 * WEEK_SECONDS) {
    const signals = (recorded: Recorded) => [weekly(learntFloors(recorded, start, 0.5), "UTC")];
    strategies.push({ name: "load + hourly floors by the clock", cpuTarget: target, signals });
  } else skipped.push("load + hourly floors by the clock: needs two weeks of history before the replay, see --days");
  const floor = (recorded: Recorded) => [raised(announced(recorded, releases))];
  if (releases.length > 0) {
    strategies.push({ name: "load + announced releases", cpuTarget: target, signals: floor });
    if (target < 0.8) strategies.push({ name: "load at 80 % + announced releases", cpuTarget: 0.8, signals: floor });
  } else skipped.push("load + announced releases: none was announced, see --release");
  if (workload.cpuTarget !== undefined && target !== 0.5) {
    strategies.push({ name: "load alone at 50 %", cpuTarget: 0.5, signals: () => [] });
  }
  return { strategies, skipped };
}

function raised(signal: Signal): Signal {
  return (now) => {
    const value = signal(now);
    return value === undefined ? undefined : value * RAISE;
  };
}

/** Honest in one line: what it saves, what it costs, and whether it is worth a thought. */
function verdict(outcome: Outcome, alone: Outcome): string {
  const minutes = alone.minutesUnder - outcome.minutesUnder;
  const percent = (outcome.podHours / alone.podHours - 1) * 100;
  const cost = `${percent >= 0 ? "+" : ""}${percent.toFixed(1)} % pod-hours`;
  if (Math.abs(minutes) < 0.01 && Math.abs(percent) < 0.05) return "no difference";
  if (minutes > 0) return `${percent <= 0.05 ? "pays" : "buys time"}: ${minutes.toFixed(1)} minutes less, ${cost}`;
  if (minutes < 0) return `${(-minutes).toFixed(1)} minutes more, ${cost}`;
  return percent > 0 ? `does not pay: no minute less, ${cost}` : `pays: no minute more, ${cost}`;
}

/** One node, with the fee of Auto Mode where it runs them. */
export function nodeUsdPerHour({ instanceType, autoMode }: Nodes, region: string, prices: Prices): number | undefined {
  const node = prices.find("ec2", `on-demand Linux ${instanceType}`, region);
  if (node === undefined) return undefined;
  if (!autoMode) return node.usd;
  const fee = prices.find("eks", AUTO_MODE_FEE, region);
  return fee && node.usd * (1 + fee.usd);
}

const AUTO_MODE_FEE =
  "Auto Mode management fee, fraction of the on-demand EC2 price of every managed node (also for Spot/Savings-Plan nodes)";
