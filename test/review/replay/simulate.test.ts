import { describe, expect, it } from "@jest/globals";
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from "../../../review/replay/hpa";
import { type Demand, type Moment, type Setup, simulate, USUAL } from "../../../review/replay/simulate";
import { withSurges } from "../../../review/replay/surge";

const setup = (more: Partial<Setup> = {}): Setup => ({
  ...USUAL,
  hpa: { minReplicas: 2, maxReplicas: 50, scaleUp: DEFAULT_SCALE_UP, scaleDown: DEFAULT_SCALE_DOWN },
  memory: undefined,
  signals: [],
  ...more,
});

/** Minutes of demand. */
const minutes = (...values: number[]): Demand => ({ start: 0, stepSeconds: 60, values: Float64Array.from(values) });
const steady = (value: number, count: number) => Array.from({ length: count }, () => value);

function moments(demand: Demand, of: Setup): Moment[] {
  const seen: Moment[] = [];
  simulate(demand, of, 0, (moment) => seen.push(moment));
  return seen;
}

describe("simulate()", () => {
  it("leaves a steady load alone, and counts its hours", () => {
    expect(simulate(minutes(...steady(7, 61)), setup())).toEqual({
      minutesUnder: 0,
      lostRatio: 0,
      podHours: (10 * 241 * 15) / 3600,
      nodeHours: (2 * 241 * 15) / 3600, // 10 pods, 7 on a node
      clairvoyantPodHours: (10 * 241 * 15) / 3600,
      peakReplicas: 10,
      peakNodes: 2,
      minutesAtMax: 0,
    });
  });

  it("starts a pod in 25 seconds where there is room, and in 95 on a node that has yet to come", () => {
    // From 10 pods on two nodes, 4 places free. At 60 s the load jumps; metrics are 30 s old.
    const jump = { start: 0, stepSeconds: 1, values: Float64Array.from({ length: 301 }, (_, s) => (s < 60 ? 7 : 20)) };
    const seen = moments(jump, setup({ usageCap: 2 }));
    const first = seen.find(({ replicas }) => replicas > 10)!;
    const ready = (seconds: number) => seen.find(({ at }) => at === first.at + seconds)!.ready;
    expect([first.at, first.replicas]).toEqual([105, 20]); // decided at 90: the policies admit +100 %
    // 15 s after the decision nothing is ready, after 30 s the four that fit, after 105 s those that waited for a node; one more of
    // the next decision fits on that node, which counts as room from its order on
    expect([ready(0), ready(15), ready(75), ready(90)]).toEqual([10, 14, 15, 21]);
  });

  it("starts at once in the place of placeholders", () => {
    const jump = { start: 0, stepSeconds: 1, values: Float64Array.from({ length: 301 }, (_, s) => (s < 60 ? 7 : 20)) };
    const under = (spareNodes: number) => simulate(jump, setup({ usageCap: 2, spareNodes })).minutesUnder;
    expect([under(0), under(0.5), under(1)]).toEqual([2.25, 1.25, 1]); // at best seen after 30 s and ready 25 s later
  });

  it("never scales down while the working set lies above nine tenths of the memory target", () => {
    const demand = minutes(...steady(7, 5), ...steady(28, 30), ...steady(7, 120));
    const last = (workingSet: number) =>
      moments(demand, setup({ memory: { target: 0.8, workingSet } })).at(-1)!.replicas;
    expect([last(0.71), last(0.73)]).toEqual([11, 40]); // 11 pods at 64 % are within a tenth of 70
  });

  it("holds what it has while a signal fails, and still grows", () => {
    const failing = setup({ signals: [() => undefined] });
    const demand = minutes(...steady(7, 5), ...steady(14, 20), ...steady(7, 40));
    expect(moments(demand, failing).at(-1)!.replicas).toBe(19); // 20 would be on target; 19 is within a tenth
    expect(moments(demand, setup()).at(-1)!.replicas).toBe(10);
  });

  it("reports the time at the maximum and what was lost there", () => {
    const { minutesAtMax, minutesUnder, peakReplicas, lostRatio } = simulate(minutes(...steady(60, 11)), setup());
    expect({ minutesAtMax, minutesUnder, peakReplicas, lostRatio }).toEqual({
      ...{ minutesAtMax: 10.25, minutesUnder: 10.25, peakReplicas: 50 },
      lostRatio: 1 / 6,
    });
  });
});

describe("withSurges()", () => {
  it("multiplies within 90 seconds, and loses half of it each half hour", () => {
    const { stepSeconds, values } = withSurges(minutes(...steady(10, 200)), [{ at: 600, multiplier: 2.5 }]);
    const at = (seconds: number) => Math.round(values[seconds / 15]! * 1e6) / 1e6;
    expect(stepSeconds).toBe(15);
    expect([585, 600, 645, 690, 2490, 4290].map(at)).toEqual([10, 10, 17.5, 25, 17.5, 13.75]);
  });

  it("lets the greater of two crowds count, and changes nothing without one", () => {
    const demand = minutes(...steady(10, 30));
    const both = withSurges(demand, [
      { at: 600, multiplier: 3 },
      { at: 600, multiplier: 2 },
    ]);
    expect(both.values[690 / 15]).toBe(30);
    expect(withSurges(demand, [])).toBe(demand);
  });
});
