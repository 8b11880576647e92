import { describe, expect, it } from "@jest/globals";
import type { Limit } from "../../../review/capacity/limits";
import { Prices } from "../../../review/cost/prices";
import type { Workload } from "../../../review/replay/declared";
import { LimitWatch } from "../../../review/replay/first-limit";
import { DEFAULT_SCALE_DOWN, DEFAULT_SCALE_UP } from "../../../review/replay/hpa";
import { Observed } from "../../../review/replay/observed";
import { windowOf } from "../../../review/replay/signals";
import { type Demand, USUAL } from "../../../review/replay/simulate";
import { compareStrategies, nodeUsdPerHour } from "../../../review/replay/strategies";
import { withSurges } from "../../../review/replay/surge";

const nodes = { instanceType: "m7g.2xlarge", podsPerNode: 7, spareNodes: 0, autoMode: true, syncSeconds: 15 };
const hpa = { minReplicas: 10, maxReplicas: 100, scaleUp: DEFAULT_SCALE_UP, scaleDown: DEFAULT_SCALE_DOWN };
const workload: Workload = {
  ...{ name: "w", namespace: "w", region: "eu-west-1", hpa, cpuTarget: 0.7, memoryTarget: undefined },
  ...{ cpuMillis: 1000, memoryMiB: 2048, signals: [], requestsPerPod: undefined, nodes, notes: [] },
};
const flat: Demand = { start: 0, stepSeconds: 60, values: new Float64Array(1_441).fill(14) };

describe("nodeUsdPerHour()", () => {
  it("adds the fee of Auto Mode, and knows no price of what nobody wrote down", () => {
    const prices = Prices.load();
    const usd = (more: Partial<typeof nodes>) => nodeUsdPerHour({ ...nodes, ...more }, "eu-west-1", prices);
    expect([usd({ autoMode: false }), usd({}), usd({ instanceType: "z9.huge" })]).toEqual([
      ...[0.3638, 0.3638 * 1.12, undefined],
    ]);
  });
});

describe("compareStrategies()", () => {
  const release = 12 * 3_600;
  const demand = withSurges(flat, [{ at: release, multiplier: 2.5 }]);
  const setup = { ...USUAL, hpa, memory: undefined, signals: [] };
  const scenario = { workload, demand, from: 0, releases: [windowOf(release, 2.5)], setup };

  it("says what an announced release saves, and what it costs", () => {
    const { declared, others, skipped } = compareStrategies(scenario, Prices.load());
    const rows = [declared, ...others].map(({ strategy, outcome, verdict }) => [
      strategy,
      outcome.minutesUnder,
      verdict,
    ]);
    expect(rows[0]).toEqual(["as declared", rows[1]![1], "no difference"]);
    expect(rows.map(([name]) => name)).toEqual([
      ...["as declared", "load alone", "load + trend of 20 minutes", "load + announced releases"],
      ...["load at 80 % + announced releases", "load alone at 50 %"],
    ]);
    expect([Number(rows[1]![1]) > 1, rows[3]![1], rows[4]![1]]).toEqual([true, 0, 0]);
    expect(rows[3]![2]).toMatch(/^buys time: \d\.\d minutes less, \+\d\.\d % pod-hours$/);
    expect(rows[4]![2]).toMatch(/^pays: \d\.\d minutes less, -\d+\.\d % pod-hours$/);
    expect(skipped).toEqual([
      "load + last week: needs more than 8 days of demand",
      "load + hourly floors by the clock: needs two weeks of history before the replay, see --days",
    ]);
  });

  it("prices the nodes for a month", () => {
    const [alone] = compareStrategies({ ...scenario, demand: flat, releases: [] }, Prices.load()).others;
    // 14 pods' CPU are 20 pods, on 3 nodes; the last step of the day is counted, too
    const steps = (1_440 * 60) / 15;
    expect(alone!.monthlyUsd).toBeCloseTo((3 * 0.3638 * 1.12 * 730 * (steps + 1)) / steps, 6);
  });
});

describe("LimitWatch", () => {
  const limit = (id: string, value: number, region = "r"): Limit => ({
    ...{ id, stage: "pods", region, what: id, value, unit: "pods", from: "declared", urns: [] },
    use: { workload: "w", perPod: 2, base: 10 },
  });

  it("tells the first moment at which each limit is reached", () => {
    const watch = new LimitWatch(
      [limit("never", 100), limit("late", 50), limit("first", 30), limit("far", 1, "x")],
      "w",
      "r",
    );
    [9, 10, 12, 20, 25].forEach((replicas, at) => {
      watch.add({ at, replicas, demand: 0, ready: 0, nodes: 0 });
    });
    expect(watch.reached.map(({ id, at }) => [id, at])).toEqual([
      ["first", 1], // 10 + 2 x 10
      ["late", 3],
    ]);
  });
});

describe("Observed", () => {
  const ramp: Demand = { start: 100, stepSeconds: 60, values: Float64Array.from({ length: 61 }, (_, i) => i) };
  const observed = new Observed(ramp);

  it("averages, finds the most, and follows a line", () => {
    expect(observed.average(100, 100 + 3_600)).toBeCloseTo(30, 9);
    expect(observed.average(130, 190)).toBeCloseTo(1, 9);
    expect([observed.most(100, 1_000), observed.most(130, 159)]).toEqual([15, 59 / 60]);
    expect(observed.predictLinear(100 + 1_800, 1_200, 600)).toBeCloseTo(40, 9);
    expect([observed.covers(100, 3_700), observed.covers(99, 200), observed.covers(200, 3_701)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
