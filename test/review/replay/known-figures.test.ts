import { beforeAll, expect, it } from "@jest/globals";
import { peakOf, readTrace, toDemand } from "../../../review/replay/demand";
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from "../../../review/replay/hpa";
import { Observed } from "../../../review/replay/observed";
import {
  announced,
  lastWeek,
  learntFloors,
  type Recorded,
  trend,
  weekly,
  windowOf,
} from "../../../review/replay/signals";
import { type Demand, type Signal, simulate, USUAL } from "../../../review/replay/simulate";
import { withSurges } from "../../../review/replay/surge";
import { describeWithTrace, trace } from "./traces";

const UK = "isp_uk_academic_5min.csv";
const CUP = "worldcup98_5min.csv";
const hpa = { minReplicas: 10, maxReplicas: 100, scaleUp: DEFAULT_SCALE_UP, scaleDown: DEFAULT_SCALE_DOWN };

interface Played {
  readonly demand: Demand;
  readonly from: number;
}

/** The last days of a trace, scaled such that their peak takes the CPU of 60 pods. */
function scaled(file: string, days: number): Played {
  const series = readTrace(trace(file));
  const from = series.values.length - 1 - days * 288;
  return { demand: toDemand(series, peakOf(series, from) / 60), from };
}

/** Minutes under capacity and pod-hours over a clairvoyant's at 70 %, as another simulator has them. */
function cell(
  { demand, from }: Played,
  cpuTarget: number,
  signals: (recorded: Recorded) => Signal[] = () => [],
): string {
  const recorded = { observed: new Observed(demand), cpuTarget, lagSeconds: 30 };
  const setup = { ...USUAL, hpa, cpuTarget, idealTarget: 0.7, memory: undefined, signals: signals(recorded) };
  const { minutesUnder, podHours, clairvoyantPodHours } = simulate(demand, setup, from);
  return `${minutesUnder} / ${(podHours / clairvoyantPodHours).toFixed(3)}`;
}

describeWithTrace("The UK trace, 41 days", UK, () => {
  let uk: Played;
  beforeAll(() => {
    uk = scaled(UK, 41);
  });

  it("gives the known figures for load alone, to the last digit", () => {
    expect([cell(uk, 0.7), cell(uk, 0.5), cell(uk, 0.4)]).toEqual(["0 / 1.007", "0 / 1.395", "0 / 1.674"]);
  });

  it("gives the forecasts within 0.003 of those known: 1.021, 1.033 and 1.377", () => {
    const floors = (recorded: Recorded) => [
      weekly(learntFloors(recorded, uk.demand.start + uk.from * uk.demand.stepSeconds, 0.5), "UTC"),
    ];
    expect([
      cell(uk, 0.7, (recorded) => [trend(recorded)]),
      cell(uk, 0.7, (recorded) => [lastWeek(recorded)]),
      cell(uk, 0.7, floors),
    ]).toEqual(["0 / 1.024", "0 / 1.031", "0 / 1.379"]);
  });

  it("is the same every time", () => {
    expect(cell(uk, 0.7, (recorded) => [trend(recorded)])).toBe(cell(uk, 0.7, (recorded) => [trend(recorded)]));
  });

  it("loses half an hour to the twelve crowds that load alone sees, and nothing once they are announced", () => {
    const crowds = tuesdaysAndFridays(uk);
    const surged = withSurges(uk.demand, crowds);
    const from = Math.round((uk.from * 300) / surged.stepSeconds);
    const scale = 60 / peakOf(surged, from); // the crowd is the peak
    const demand = { ...surged, values: surged.values.map((value) => value * scale) };
    const windows = crowds.map(({ at, multiplier }) => windowOf(at, multiplier));
    const floor = (recorded: Recorded): Signal[] => {
      const signal = announced(recorded, windows);
      return [(now) => (signal(now) as number) * 1.1];
    };
    expect([
      cell({ demand, from }, 0.7),
      cell({ demand, from }, 0.7, floor),
      cell({ demand, from }, 0.8, floor),
    ]).toEqual([
      "30 / 1.004", // known: 32.0 / 1.004
      "0 / 1.011", // known: 0 / 1.008 to 1.009
      "0 / 0.891", // known: 0 / 0.890
    ]);
  });
});

/** At eight in the evening, with 2.5 times the load. */
function tuesdaysAndFridays({ demand, from }: Played): { at: number; multiplier: number }[] {
  const [start, end] = [demand.start + from * 300, demand.start + (demand.values.length - 1) * 300];
  const days = Array.from({ length: 42 }, (_, i) => Math.floor(start / 86_400) + i);
  return days
    .filter((day) => [2, 5].includes((day + 4) % 7))
    .map((day) => ({ at: day * 86_400 + 20 * 3_600, multiplier: 2.5 }))
    .filter(({ at }) => at > start && at + 3_600 < end);
}

describeWithTrace("The World Cup's trace, 20 days", CUP, () => {
  it("gives the known figures: load alone to the last digit, forecasts within 0.003", () => {
    const cup = scaled(CUP, 20);
    expect([
      cell(cup, 0.7),
      cell(cup, 0.7, (recorded) => [trend(recorded)]), // known: 1.027
      cell(cup, 0.7, (recorded) => [lastWeek(recorded)]), // known: 1.025
    ]).toEqual(["0 / 1.000", "0 / 1.030", "0 / 1.026"]);
  });
});
