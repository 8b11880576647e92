import { describe, expect, it } from "@jest/globals";
import {
  DEFAULT_SCALE_DOWN,
  DEFAULT_SCALE_UP,
  externalProposal,
  Hpa,
  type HpaSpec,
  resourceProposal,
  type ScalingRules,
} from "../../../review/replay/hpa";

function spec(more: Partial<HpaSpec> = {}): HpaSpec {
  return { minReplicas: 1, maxReplicas: 100, scaleUp: DEFAULT_SCALE_UP, scaleDown: DEFAULT_SCALE_DOWN, ...more };
}
const rules = (base: ScalingRules, more: Partial<ScalingRules>): ScalingRules => ({ ...base, ...more });

/** Replicas after each sync, 15 seconds apart, while a metric asks for `wanted`. */
function walk(hpa: Hpa, start: number, wanted: readonly number[], period = 15): number[] {
  let current = start;
  return wanted.map((each, i) => {
    current = hpa.decide(i * period, current, each);
    return current;
  });
}
const always = (wanted: number, times: number) => Array.from({ length: times }, () => wanted);

describe("resourceProposal()", () => {
  const sample = (readyCount: number, utilization: number, unreadyCount = 0, missingCount = 0) => ({
    ...{ readyCount, usage: readyCount * utilization, unreadyCount, missingCount },
  });

  it("is the documented ratio, rounded up", () => {
    expect(resourceProposal(sample(50, 0.9), 0.75, 50, spec())).toBe(60);
    expect(resourceProposal(sample(2, 2), 1, 2, spec())).toBe(4); // 200m of 100m
    expect(resourceProposal(sample(4, 0.5), 1, 4, spec())).toBe(2); // 50m of 100m
  });

  it.each([
    [0.77, 10], // 1.1 times 0.7: still on target
    [0.771, 12],
    [0.63, 10], // 0.9 times
    [0.629, 9],
  ])("leaves 10 pods at %d of the request alone within a tenth of 0.7", (utilization, expected) => {
    expect(resourceProposal(sample(10, utilization), 0.7, 10, spec())).toBe(expected);
  });

  it("takes unready pods as idle on the way up", () => {
    // 10 ready at 140 % of target would be 14; with 10 more that come up it is 20 pods at 70 %: enough
    expect(resourceProposal(sample(10, 0.98, 10), 0.7, 20, spec())).toBe(20);
    expect(resourceProposal(sample(10, 2.1, 5), 0.7, 15, spec())).toBe(30);
  });

  it("takes missing pods as on target on the way down, and as idle on the way up", () => {
    expect(resourceProposal(sample(8, 0.35, 0, 2), 0.7, 10, spec())).toBe(6); // (8*0.5 + 2) of 10
    expect(resourceProposal(sample(8, 1.4, 0, 2), 0.7, 10, spec())).toBe(16);
  });

  it("never turns round because of pods that say nothing", () => {
    expect(resourceProposal(sample(2, 0.8, 0, 8), 0.7, 10, spec())).toBe(10);
  });

  it("stays where nobody says anything", () => {
    expect(resourceProposal(sample(0, 0, 5), 0.7, 5, spec())).toBe(5);
  });
});

describe("externalProposal()", () => {
  it.each([
    [40, 37, 37], // a floor of 40 is within a tenth of 37: the trap of cron floors
    [41, 37, 41],
    [44, 37, 44],
    [0, 10, 0],
    [30, 0, 30],
  ])("of a value of %d at %d replicas is %d", (value, current, expected) => {
    expect(externalProposal(value, 1, current, spec())).toBe(expected);
  });
});

describe("Hpa", () => {
  it("doubles, or adds four, every fifteen seconds by default: 3 to 40 in four steps", () => {
    expect(walk(new Hpa(spec()), 3, always(40, 5))).toEqual([7, 14, 28, 40, 40]);
  });

  it("takes the documented steps down with policies of 4 pods and 10 percent a minute", () => {
    const policies = [
      { type: "Pods", value: 4, periodSeconds: 60 },
      { type: "Percent", value: 10, periodSeconds: 60 },
    ] as const;
    const slowly = rules(DEFAULT_SCALE_DOWN, { stabilizationWindowSeconds: 0, policies }); // "Max", the default: the most pods taken
    const most = new Hpa(spec({ scaleDown: slowly }));
    expect(walk(most, 80, always(10, 5), 60)).toEqual([72, 64, 57, 51, 45]);
  });

  it("waits five minutes before it takes pods away, at the highest that was asked for", () => {
    const asked = [...always(50, 1), ...always(20, 22)];
    const taken = walk(new Hpa(spec()), 50, asked);
    expect(taken.slice(0, 20)).toEqual(always(50, 20));
    expect(taken[20]).toBe(20);
  });

  it("goes up with the metrics that work, and not down, while one fails", () => {
    const now = rules(DEFAULT_SCALE_DOWN, { stabilizationWindowSeconds: 0 });
    const hpa = new Hpa(spec({ scaleDown: now }));
    expect(hpa.decide(0, 10, 5, true)).toBe(10);
    expect(hpa.decide(15, 10, 12, true)).toBe(12);
    expect(hpa.decide(30, 12, 6)).toBe(6);
    expect(hpa.decide(45, 6, undefined, true)).toBe(6);
  });

  it("jumps to a bound that it lies outside of, and never leaves the bounds", () => {
    const bounded = spec({ minReplicas: 10, maxReplicas: 20 });
    expect(new Hpa(bounded).decide(0, 3, 3)).toBe(10);
    expect(new Hpa(bounded).decide(0, 50, 50)).toBe(20);
    expect(new Hpa(bounded).decide(0, 15, 400)).toBe(20);
  });

  it("does nothing in a direction that is disabled", () => {
    const up = rules(DEFAULT_SCALE_UP, { selectPolicy: "Disabled" });
    expect(new Hpa(spec({ scaleUp: up })).decide(0, 10, 50)).toBe(10);
  });

  it("asks for the least within the window before it goes up", () => {
    const up = rules(DEFAULT_SCALE_UP, { stabilizationWindowSeconds: 60 });
    expect(walk(new Hpa(spec({ scaleUp: up })), 10, [20, 15, 20, 20, 20, 20])).toEqual([20, 20, 20, 20, 20, 20]);
    expect(walk(new Hpa(spec({ scaleUp: up })), 10, [10, 20, 20, 20, 20])).toEqual([10, 10, 10, 10, 20]);
  });
});
