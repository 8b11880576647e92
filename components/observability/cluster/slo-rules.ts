import { type AlertRule, alertRule, anyOf, type RecordingRule, type RuleGroup, type Severity } from "./rule";
import type { MonitoredService, ServiceObjective } from "./services";

/**
 * How fast a month's error budget may go before somebody hears of it. Both windows must burn: the long one so that a blip wakes
 * nobody, the short one so that the alert ends when the trouble does.
 * Source: https://sre.google/workbook/alerting-on-slos/
 */
export const BURN_RATES = [
  { severity: "page", factor: 14.4, long: "1h", short: "5m", for: "2m" },
  { severity: "page", factor: 6, long: "6h", short: "30m", for: "15m" },
  { severity: "ticket", factor: 3, long: "1d", short: "2h", for: "1h" },
  { severity: "ticket", factor: 1, long: "3d", short: "6h", for: "3h" },
] as const satisfies readonly BurnRate[];

interface BurnRate {
  readonly severity: Severity;
  readonly factor: number;
  readonly long: string;
  readonly short: string;
  readonly for: string;
}

const SHORTEST = "5m";
const LONGER_WINDOWS = ["30m", "1h", "2h", "6h", "1d", "3d"] as const;

const REQUESTS = "http_request_duration_seconds_count";

/** One of the two promises: which requests break it, and where its share is told. */
interface Indicator {
  readonly alert: string;
  /** Of the recorded series: `service:slo_<name>:ratio_rate1h`. */
  readonly name: "errors" | "slow";
  readonly words: string;
  readonly percent: (objective: ServiceObjective) => number;
}

const AVAILABILITY: Indicator = {
  alert: "AvailabilityBudgetBurn",
  name: "errors",
  words: "answers 5xx",
  percent: ({ availabilityPercent }) => availabilityPercent,
};
const LATENCY: Indicator = {
  alert: "LatencyBudgetBurn",
  name: "slow",
  words: "is slow",
  percent: ({ latencyPercent }) => latencyPercent,
};

/**
 * Recorded error ratios and their burn alerts. Raw counters are read over five minutes only; longer windows average what was
 * recorded, weighted by requests because both sides of the ratio are averaged: three days of raw buckets of a hundred pods would be
 * read at every evaluation otherwise.
 */
export function sloRules(services: readonly MonitoredService[], runbookBaseUrl: string): RuleGroup[] {
  const rates: RecordingRule[] = [
    { record: "service:slo_requests:rate5m", expr: sum(REQUESTS, anyOf("service_name", namesOf(services))) },
    { record: "service:slo_errors:rate5m", expr: errors(services) },
    ...groupedBy(services, ({ latencySeconds }) => latencySeconds).map(([seconds, group]) => slow(seconds, group)),
  ];
  const ratios = [AVAILABILITY, LATENCY].flatMap(({ name }) =>
    [SHORTEST, ...LONGER_WINDOWS].map((w) => ratio(name, w)),
  );
  const alerts = [AVAILABILITY, LATENCY].flatMap((indicator) =>
    groupedBy(services, indicator.percent).flatMap(([percent, group]) =>
      BURN_RATES.map((rate) => burnAlert(indicator, percent, group, rate, runbookBaseUrl)),
    ),
  );
  return [
    { name: "streaming.slo.rates", interval: "30s", rules: rates },
    { name: "streaming.slo.burn", interval: "60s", rules: [...ratios, ...alerts] },
  ];
}

/** Share of requests that may break a promise of `percent`. A ratio; free of the tail that 100 - 99.9 has in binary. */
export function errorBudget(percent: number): number {
  return Number(((100 - percent) / 100).toFixed(8));
}

function errors(services: readonly MonitoredService[]): string {
  const selected = anyOf("service_name", namesOf(services));
  return `${sum(REQUESTS, `${selected},status_code=~"5.."`)} or 0 * ${sum(REQUESTS, selected)}`;
}

function slow(seconds: number, services: readonly MonitoredService[]): RecordingRule {
  const selected = anyOf("service_name", namesOf(services));
  const quick = sum("http_request_duration_seconds_bucket", `${selected},${bound(seconds)}`);
  return { record: "service:slo_slow:rate5m", expr: `${sum(REQUESTS, selected)} - ${quick}` };
}

/** Prometheus 3 writes whole bounds as `1.0`, Prometheus 2 as `1`. Source: https://prometheus.io/docs/prometheus/3.0/migration/ */
function bound(seconds: number): string {
  return Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`;
}

function ratio(name: Indicator["name"], window: string): RecordingRule {
  const over = (series: string) => (window === SHORTEST ? series : `avg_over_time(${series}[${window}])`);
  return {
    record: `service:slo_${name}:ratio_rate${window}`,
    expr: `${over(`service:slo_${name}:rate5m`)} / (${over("service:slo_requests:rate5m")} > 0)`,
  };
}

function burnAlert(
  { alert, name, words }: Indicator,
  percent: number,
  services: readonly MonitoredService[],
  { severity, factor, long, short, for: hold }: BurnRate,
  runbookBaseUrl: string,
): AlertRule {
  const selected = anyOf("service_name", namesOf(services));
  const limit = `(${factor} * ${errorBudget(percent)})`;
  const burning = (window: string) => `service:slo_${name}:ratio_rate${window}{${selected}} > ${limit}`;
  return alertRule(runbookBaseUrl, {
    alert,
    expr: `${burning(long)} and ${burning(short)}`,
    for: hold,
    severity,
    labels: { long_window: long, short_window: short },
    summary: `{{ $labels.service_name }} ${words}: its monthly budget burns ${factor} times too fast`,
    description:
      `{{ $value | humanizePercentage }} of requests over ${long}, and as many over ${short}; ` +
      `the promise of ${percent} % leaves ${Number((100 - percent).toFixed(6))} %.`,
  });
}

function sum(series: string, selector: string): string {
  return `sum by (namespace, service_name) (rate(${series}{${selector}}[5m]))`;
}

function namesOf(services: readonly MonitoredService[]): string[] {
  return services.map(({ name }) => name);
}

/** Services with the same promise share a rule, in the order of their first service. */
function groupedBy(
  services: readonly MonitoredService[],
  key: (objective: ServiceObjective) => number,
): [number, MonitoredService[]][] {
  const keys = [...new Set(services.map(({ objective }) => key(objective)))];
  return keys.map((each) => [each, services.filter(({ objective }) => key(objective) === each)]);
}
