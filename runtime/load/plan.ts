import type { Options, RampingArrivalRateScenario, Stage, Threshold } from "k6/options";

/** One kind of request, and how much of the traffic it is. */
export interface LoadRequest {
  /** Tag `endpoint` of its results, e.g. `/api/playback`. */
  readonly endpoint: string;
  /** `{n}` stands for a number from 0 up to `distinct`, so that caches are hit as often as they would be. */
  readonly url: string;
  readonly distinct: number;
  /** Unit: percent of all requests. */
  readonly sharePercent: number;
}

/** Past any of these a test has failed: the budget of a slow and of a failed request, and the typical one. */
export interface LoadLimits {
  /** Unit: milliseconds. */
  readonly p50Millis: number;
  readonly p95Millis: number;
  readonly p99Millis: number;
  /** Answers that are no success and no refusal by the rate limit. Unit: percent of requests. */
  readonly failedPercent: number;
}

/** What a script needs to know; the file `plan.json` beside it. */
export interface LoadPlan {
  readonly options: Options;
  readonly requests: readonly LoadRequest[];
}

export interface LoadProfile {
  /** What the region expects on its busiest evening. Unit: requests a second. */
  readonly peakPerSecond: number;
  /** Load of a release over the load before it. */
  readonly releaseMultiplier: number;
  /** Unit: hours. */
  readonly soakHours: number;
}

/** Tests of the whole, in the order in which they should pass. */
export const LOAD_TESTS = ["expected-peak", "release-spike", "soak"] as const;
export type LoadTest = (typeof LOAD_TESTS)[number];

/** Results with this tag are judged; those of warming up are not. */
export const MEASURED = "measured";
const WARM_UP = "warm-up";

/** Share of the peak at which tests begin: a night's load. */
const TROUGH_RATIO = 0.2;
/** Share of the peak that a soak keeps up: an evening's mean. Leaks need hours, not records. */
const SOAK_RATIO = 0.6;

/** A release fills up in 90 seconds and halves in half an hour, as traces of announced releases do. See docs/load-tests.md. */
const SURGE_SECONDS = 90;
const HALF_LIFE_MINUTES = 30;

/** Past this share of failures a test stops itself: it has shown what it had to, and real viewers may be behind it. */
const ABORT_RATIO = 0.05;
const ABORT_AFTER = "1m";

/** Arrivals that could not be started, as a share of all: above it the load generator was the bottleneck, not the service. */
const DROPPED_RATIO = 0.001;

/** The rate of each test over time. Rates are of the whole test; the operator splits them among its runners. */
export function stagesOf(test: LoadTest, { peakPerSecond, releaseMultiplier, soakHours }: LoadProfile): Stage[] {
  const rate = (ratio: number, duration: string): Stage => ({ target: Math.round(peakPerSecond * ratio), duration });
  if (test === "expected-peak") return [rate(1, "10m"), rate(1, "20m"), rate(0, "2m")];
  if (test === "soak") return [rate(SOAK_RATIO, "10m"), rate(SOAK_RATIO, `${soakHours}h`), rate(0, "2m")];
  return [
    rate(1, "10m"),
    rate(1, "5m"), // the level that the multiplier is of
    rate(releaseMultiplier, `${SURGE_SECONDS}s`),
    rate(releaseMultiplier, "10m"),
    rate(Math.max(1, releaseMultiplier / 2), `${HALF_LIFE_MINUTES}m`),
    rate(0, "2m"),
  ];
}

/** The plan of one test of the whole. */
export function loadPlan(
  test: LoadTest,
  profile: LoadProfile,
  limits: LoadLimits,
  requests: readonly LoadRequest[],
): LoadPlan {
  const stages = stagesOf(test, profile);
  const startRate = Math.round(profile.peakPerSecond * TROUGH_RATIO);
  const scenario: RampingArrivalRateScenario = {
    executor: "ramping-arrival-rate",
    startRate,
    timeUnit: "1s",
    ...virtualUsers(Math.max(...stages.map(({ target }) => target)), limits),
    stages,
    tags: { phase: MEASURED },
  };
  return {
    options: { ...common(limits, requests, arrivals(startRate, stages)), scenarios: { [test]: scenario } },
    requests,
  };
}

/** The same load every time, so that runs can be compared: two minutes to warm up, then what counts. */
export function regressionPlan(
  requestsPerSecond: number,
  minutes: number,
  limits: LoadLimits,
  requests: readonly LoadRequest[],
): LoadPlan {
  const steady = {
    executor: "constant-arrival-rate",
    rate: requestsPerSecond,
    timeUnit: "1s",
    ...virtualUsers(requestsPerSecond, limits),
  } as const;
  return {
    options: {
      ...common(limits, requests, requestsPerSecond * minutes * 60),
      scenarios: {
        [WARM_UP]: { ...steady, duration: "2m", tags: { phase: WARM_UP } },
        [MEASURED]: { ...steady, startTime: "2m", duration: `${minutes}m`, tags: { phase: MEASURED } },
      },
    },
    requests,
  };
}

/**
 * Little's law: as many users as requests are under way. Enough from the start for requests of the 95th percentile, so that no user
 * is made while latency is measured; at most for requests ten times as slow as the 99th, which is an outage.
 */
export function virtualUsers(perSecond: number, { p95Millis, p99Millis }: LoadLimits) {
  return {
    preAllocatedVUs: Math.max(1, Math.ceil((perSecond * p95Millis) / 1_000)),
    maxVUs: Math.max(1, Math.ceil((perSecond * p99Millis * 10) / 1_000)),
  };
}

/** Requests that a test starts: the area under its rate. */
export function arrivals(startRate: number, stages: readonly Stage[]): number {
  let from = startRate;
  let total = 0;
  for (const { target, duration } of stages) {
    total += ((from + target) / 2) * seconds(String(duration));
    from = target;
  }
  return Math.round(total);
}

const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

function seconds(duration: string): number {
  return Number(duration.slice(0, -1)) * SECONDS[duration.slice(-1) as keyof typeof SECONDS];
}

function common(limits: LoadLimits, requests: readonly LoadRequest[], total: number): Options {
  return {
    discardResponseBodies: true, // the generator would spend its time on them
    summaryTrendStats: ["avg", "p(50)", "p(95)", "p(99)", "max"],
    thresholds: thresholds(limits, requests, total),
  };
}

/** Also of each endpoint: a mean of fast and slow ones hides the slow ones. */
export function thresholds(
  { p50Millis, p95Millis, p99Millis, failedPercent }: LoadLimits,
  requests: readonly LoadRequest[],
  total: number,
): Record<string, Threshold[]> {
  const measured = `phase:${MEASURED}`;
  const byEndpoint = requests.map(({ endpoint }): [string, Threshold[]] => [
    `http_req_duration{${measured},endpoint:${endpoint}}`,
    [`p(95)<${p95Millis}`],
  ]);
  return {
    [`http_req_failed{${measured}}`]: [
      `rate<${Number((failedPercent / 100).toFixed(8))}`,
      { threshold: `rate<${ABORT_RATIO}`, abortOnFail: true, delayAbortEval: ABORT_AFTER },
    ],
    [`http_req_duration{${measured},expected_response:true}`]: [
      `p(50)<${p50Millis}`,
      `p(95)<${p95Millis}`,
      `p(99)<${p99Millis}`,
    ],
    ...Object.fromEntries(byEndpoint),
    dropped_iterations: [`count<${Math.max(1, Math.round(total * DROPPED_RATIO))}`],
  };
}
