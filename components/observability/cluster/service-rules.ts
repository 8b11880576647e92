import type { RecordingRule, RuleGroup } from "./rule";

/** What a service's requests are told apart by. */
const BY = "(namespace, service_name, endpoint)";

const REQUESTS = "http_request_duration_seconds_count";
const BUCKETS = "http_request_duration_seconds_bucket";

/** Percentiles that dashboards and alerts read: the median viewer, the twentieth and the hundredth. */
const PERCENTILES = [50, 95, 99] as const;

/** Latency, throughput and errors of each endpoint over the last five minutes, as the seed's dashboard asks for them. */
export function serviceRules(): RuleGroup[] {
  return [
    { name: "streaming.latency", interval: "30s", rules: [...PERCENTILES.map(percentile), average()] },
    { name: "streaming.throughput", interval: "30s", rules: throughput() },
    { name: "streaming.errors", interval: "30s", rules: [errorRatio("4"), errorRatio("5"), serverErrors()] },
  ];
}

function percentile(percent: (typeof PERCENTILES)[number]): RecordingRule {
  return {
    record: `service_endpoint:http_request_duration_seconds:p${percent}_5m`,
    expr: `histogram_quantile(${percent / 100}, sum by (le, namespace, service_name, endpoint) (rate(${BUCKETS}[5m])))`,
  };
}

/** An endpoint without requests has no average, rather than 0/0. */
function average(): RecordingRule {
  return {
    record: "service_endpoint:http_request_duration_seconds:avg_5m",
    expr: `sum by ${BY} (rate(http_request_duration_seconds_sum[5m])) / (sum by ${BY} (rate(${REQUESTS}[5m])) > 0)`,
  };
}

function throughput(): RecordingRule[] {
  return [
    { record: "service_endpoint:http_requests:rate5m", expr: `sum by ${BY} (rate(${REQUESTS}[5m]))` },
    { record: "service_endpoint:http_requests:increase5m", expr: `sum by ${BY} (increase(${REQUESTS}[5m]))` },
    {
      record: "service:data_processed_bytes:per_minute",
      expr: "60 * sum by (namespace, service_name) (rate(data_processed_bytes_total[5m]))",
    },
  ];
}

/** Zero, not absent, while nothing fails: an absent series reads like a broken exporter. */
function errorRatio(hundreds: "4" | "5"): RecordingRule {
  const failed = `sum by ${BY} (rate(${REQUESTS}{status_code=~"${hundreds}.."}[5m]))`;
  const all = `sum by ${BY} (rate(${REQUESTS}[5m]))`;
  return {
    record: `service_endpoint:http_requests_${hundreds}xx:ratio_rate5m`,
    expr: `(${failed} or 0 * ${all}) / (${all} > 0)`,
  };
}

function serverErrors(): RecordingRule {
  return {
    record: "service_endpoint:http_requests_5xx:increase5m",
    expr:
      `sum by ${BY} (increase(${REQUESTS}{status_code=~"5.."}[5m])) ` +
      `or 0 * sum by ${BY} (increase(${REQUESTS}[5m]))`,
  };
}
