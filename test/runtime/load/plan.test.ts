import { describe, expect, it } from "@jest/globals";
import {
  arrivals,
  LOAD_TESTS,
  type LoadLimits,
  type LoadProfile,
  loadPlan,
  regressionPlan,
  stagesOf,
  thresholds,
  virtualUsers,
} from "../../../runtime/load/plan";
import { limits, profile, requests } from "./samples";

/** Rate of a test so many seconds after its start. */
function rateAt(test: (typeof LOAD_TESTS)[number], second: number, of: LoadProfile = profile): number {
  let from = Math.round(of.peakPerSecond * 0.2);
  let left = second;
  for (const { target, duration } of stagesOf(test, of)) {
    const long = arrivals(1, [{ target: 1, duration }]); // at one a second, as many as seconds
    if (left <= long) return from + ((target - from) * left) / long;
    left -= long;
    from = target;
  }
  return from;
}

describe("stagesOf()", () => {
  it("climbs to the expected peak, holds it for twenty minutes and lets go", () => {
    expect(stagesOf("expected-peak", profile)).toEqual([
      { target: 1_000, duration: "10m" },
      { target: 1_000, duration: "20m" },
      { target: 0, duration: "2m" },
    ]);
  });

  it("multiplies the evening's level within 90 seconds when a release comes, and halves it in half an hour", () => {
    const release = 15 * 60;
    expect(
      [release, release + 90, release + 90 + 600, release + 90 + 600 + 1_800].map((s) => rateAt("release-spike", s)),
    ).toEqual([1_000, 2_500, 2_500, 1_250]);
  });

  it("never falls below the evening's level after a small release", () => {
    expect(stagesOf("release-spike", { ...profile, releaseMultiplier: 1.2 }).map(({ target }) => target)).toEqual([
      1_000, 1_000, 1_200, 1_200, 1_000, 0,
    ]);
  });

  it("soaks at an evening's mean for as long as asked", () => {
    expect(stagesOf("soak", { ...profile, soakHours: 8 })).toEqual([
      { target: 600, duration: "10m" },
      { target: 600, duration: "8h" },
      { target: 0, duration: "2m" },
    ]);
  });
});

describe("arrivals()", () => {
  it.each([
    [0, [{ target: 100, duration: "10s" }], 500],
    [100, [{ target: 100, duration: "2m" }], 12_000],
    [
      10,
      [
        { target: 10, duration: "1h" },
        { target: 0, duration: "10s" },
      ],
      36_050,
    ],
    [10, [], 0],
  ])("from %p over %j are %p", (start, stages, total) => {
    expect(arrivals(start, stages)).toBe(total);
  });
});

describe("virtualUsers()", () => {
  it.each<[number, LoadLimits, number, number]>([
    [1_000, limits, 250, 8_000],
    [1, limits, 1, 8],
    [0, limits, 1, 1],
    [3, { ...limits, p95Millis: 334 }, 2, 24],
  ])("for %p requests a second within %j keeps %p, at most %p", (rate, of, preAllocatedVUs, maxVUs) => {
    expect(virtualUsers(rate, of)).toEqual({ preAllocatedVUs, maxVUs });
  });
});

describe("thresholds()", () => {
  it("judges what was measured, as a whole and by endpoint, stops an outage, and distrusts a weak generator", () => {
    expect(thresholds(limits, requests, 100_000)).toEqual({
      "http_req_failed{phase:measured}": [
        "rate<0.001",
        { threshold: "rate<0.05", abortOnFail: true, delayAbortEval: "1m" },
      ],
      "http_req_duration{phase:measured,expected_response:true}": ["p(50)<60", "p(95)<250", "p(99)<800"],
      "http_req_duration{phase:measured,endpoint:/api/playback}": ["p(95)<250"],
      "http_req_duration{phase:measured,endpoint:/api/catalog}": ["p(95)<250"],
      dropped_iterations: ["count<100"],
    });
  });

  it.each([
    [0, "count<1"],
    [1_499, "count<1"],
    [1_500, "count<2"],
  ])("of %p arrivals allows to drop %s", (total, threshold) => {
    expect(thresholds(limits, requests, total).dropped_iterations).toEqual([threshold]);
  });
});

describe("loadPlan()", () => {
  it.each(LOAD_TESTS)(
    "drives %s by arrivals, not by waiting users, with as many users as its highest rate needs",
    (test) => {
      const { options, requests: sent } = loadPlan(test, profile, limits, requests);
      const highest = Math.max(...stagesOf(test, profile).map(({ target }) => target));
      expect(options.scenarios).toEqual({
        [test]: {
          executor: "ramping-arrival-rate",
          startRate: 200,
          timeUnit: "1s",
          ...virtualUsers(highest, limits),
          stages: stagesOf(test, profile),
          tags: { phase: "measured" },
        },
      });
      expect(options.thresholds).toEqual(thresholds(limits, requests, arrivals(200, stagesOf(test, profile))));
      expect(sent).toBe(requests);
    },
  );
});

describe("regressionPlan()", () => {
  it("warms up for two minutes, then measures a rate that never changes", () => {
    const { options } = regressionPlan(50, 10, limits, requests);
    const steady = { executor: "constant-arrival-rate", rate: 50, timeUnit: "1s", preAllocatedVUs: 13, maxVUs: 400 };
    expect(options.scenarios).toEqual({
      "warm-up": { ...steady, duration: "2m", tags: { phase: "warm-up" } },
      measured: { ...steady, startTime: "2m", duration: "10m", tags: { phase: "measured" } },
    });
    expect(options.thresholds).toEqual(thresholds(limits, requests, 30_000));
  });
});
