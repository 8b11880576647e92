import type { Sample, SampleSeries } from "./dashboard-picture";

/** Three hours of an evening with a release at half past seven, a value a minute. Made up, but of one piece: rates, latency and errors of a model. */
const MINUTES = 180;
const RELEASE = 90;

interface Endpoint {
  readonly service: string;
  readonly endpoint: string;
  /** At the start. Unit: requests a second. */
  readonly rate: number;
  /** Without load. Unit: seconds. */
  readonly median: number;
}

const ENDPOINTS: readonly Endpoint[] = [
  { service: "playback-service", endpoint: "/api/playback", rate: 1_150, median: 0.042 },
  { service: "recommendation-service", endpoint: "/api/recommendations", rate: 420, median: 0.058 },
  { service: "catalog-service", endpoint: "/api/catalog", rate: 610, median: 0.021 },
];

/** An evening rises by half; the release multiplies it by 2.5 within two minutes and halves in thirty. */
function level(minute: number): number {
  const evening = 1 + 0.5 * Math.sin((Math.PI * minute) / (2 * MINUTES));
  const since = minute - RELEASE;
  if (since < 0) return evening;
  return evening * (1 + 1.5 * Math.min(1, since / 2) * 0.5 ** (since / 30));
}

/** Ripple that is the same in every run. */
const ripple = (minute: number, seed: number) =>
  1 + 0.03 * Math.sin(minute * 1.7 + seed) + 0.02 * Math.sin(minute * 0.61 + 2 * seed);

/** Pods follow the load by four minutes; until then each request waits. */
const pressure = (minute: number) => Math.max(1, level(minute) / level(minute - 4));

const rate = ({ rate: start }: Endpoint, minute: number, seed: number) => start * level(minute) * ripple(minute, seed);
const median = ({ median: idle }: Endpoint, minute: number, seed: number) =>
  idle * pressure(minute) ** 1.5 * ripple(minute, seed + 1);
const failed = (minute: number, seed: number) => 0.00018 * pressure(minute) ** 3 * ripple(minute, seed + 2);

/** Standard normal quantiles times the spread of a log-normal latency. */
const SPREAD = 0.62;
const QUANTILES = { p50: 0, p95: 1.645, p99: 2.326 } as const;

type Curve = (of: Endpoint, minute: number, seed: number) => number;

const CURVES: readonly (readonly [RegExp, Curve])[] = [
  ...Object.entries(QUANTILES).map(
    ([name, normal]) =>
      [
        RegExp(`duration_seconds:${name}_5m`),
        (of: Endpoint, m: number, s: number) => median(of, m, s) * Math.exp(normal * SPREAD),
      ] as const,
  ),
  [/duration_seconds:avg_5m/, (of, m, s) => median(of, m, s) * Math.exp(SPREAD ** 2 / 2)],
  [/http_requests:rate5m/, rate],
  [/http_requests:increase5m/, (of, m, s) => rate(of, m, s) * 300],
  [/http_requests_4xx:ratio/, (_, m, s) => 0.004 * ripple(m, s + 3)],
  [/http_requests_5xx:ratio/, (_, m, s) => failed(m, s)],
  [/http_requests_5xx:increase5m/, (of, m, s) => failed(m, s) * rate(of, m, s) * 300],
  [/slo_errors:ratio_rate3d/, (_, m, s) => 0.00021 * ripple(m / 20, s)],
  [/slo_slow:ratio_rate3d/, (_, m, s) => 0.012 * ripple(m / 20, s)],
  [/cpu_request_utilisation/, (_, m, s) => Math.min(1.1, 0.55 * pressure(m)) * ripple(m, s)],
  [/memory_request_utilisation/, (_, m, s) => 0.58 * ripple(m / 9, s)],
];

/** What the queries of the service dashboard find. @throws for a query that the sample knows nothing of. */
export const sampleEvening: Sample = (expr): SampleSeries[] => {
  const curve = CURVES.find(([pattern]) => pattern.test(expr))?.[1];
  if (curve === undefined) throw new Error(`Cannot answer ${expr}`);
  return ENDPOINTS.map((each, seed) => ({
    labels: { service_name: each.service, endpoint: each.endpoint, container: each.service },
    values: Array.from({ length: MINUTES }, (_, minute) => curve(each, minute, seed)),
  }));
};
