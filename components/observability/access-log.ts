/**
 * What NGINX writes of each request, one JSON object a line: the contract between its log format and everything here. Text in
 * quotes, because an empty variable would break the JSON; only `request_time` is a bare number, which NGINX never leaves empty
 * and CloudWatch can then compare and add up. Other fields may stand beside these.
 */
export interface AccessLogLine {
  /** E.g. `"200"`. */
  readonly status: string;
  /** From the first byte read to the last byte sent. Unit: seconds, three decimals. */
  readonly request_time: number;
  /** Path without query. */
  readonly uri: string;
  /** Service that answered, by its name in Kubernetes. */
  readonly service: string;
}

/** Requests of viewers, as opposed to health checks and probes. */
export const API_PREFIX = "/api/";

/** A metric made of log lines. Dimension keys are CloudWatch's, their values selectors. */
export interface LogMetric {
  /** Ends the filter's name. */
  readonly role: string;
  readonly pattern: string;
  readonly metric: string;
  /** What each matching line adds: a number, or a selector. */
  readonly value: string;
  readonly unit: "Count" | "Seconds";
  readonly dimensions?: Readonly<Record<string, string>>;
}

const isApi = `$.uri = "${API_PREFIX}*"`;

/** Both halves of a question as one metric: its average is the share of yes, its sample count the number of requests. */
function share(metric: string, roles: readonly [yes: string, no: string], yes: string, no: string): LogMetric[] {
  return [
    { role: roles[0], pattern: `{ (${isApi}) && (${yes}) }`, metric, value: "1", unit: "Count" },
    { role: roles[1], pattern: `{ (${isApi}) && (${no}) }`, metric, value: "0", unit: "Count" },
  ];
}

/**
 * The metrics of a region's API. Shares are kept as such, because Route 53 follows alarms on one metric only, without
 * arithmetic; of each service only durations are kept: every combination of dimensions is paid for as a metric of its own.
 * Pattern syntax: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 */
export function logMetrics(quickMillis: number): LogMetric[] {
  const quickSeconds = quickMillis / 1_000;
  const seconds = { metric: "RequestSeconds", value: "$.request_time", unit: "Seconds" } as const;
  return [
    ...share("Failed", ["failed", "answered"], '$.status = "5*"', '$.status != "5*"'),
    ...share("Late", ["late", "quick"], `$.request_time > ${quickSeconds}`, `$.request_time <= ${quickSeconds}`),
    ...share("Throttled", ["throttled", "admitted"], '$.status = "429"', '$.status != "429"'),
    ...share("Refused", ["refused", "accepted"], '$.status = "4*"', '$.status != "4*"'),
    { role: "seconds", pattern: `{ (${isApi}) && ($.request_time >= 0) }`, ...seconds },
    {
      role: "service-seconds",
      pattern: `{ (${isApi}) && ($.request_time >= 0) && ($.service = "*") }`,
      ...seconds,
      dimensions: { Service: "$.service" },
    },
  ];
}

/**
 * Fields that queries look lines up by.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatchLogs-Field-Indexing.html
 */
export const INDEXED_FIELDS: readonly (keyof AccessLogLine)[] = ["service", "status", "uri"];

/**
 * The five-minute view of the API by service and endpoint, as CloudWatch Logs Insights has it. The same question is asked of the
 * database by its view `api_latency_five_minutes`, under the same names.
 * Source of the functions: https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html
 */
export const FIVE_MINUTE_QUERY = [
  "fields service as service_name, request_time * 1000 as response_time_ms",
  `filter uri like /^${API_PREFIX.replaceAll("/", "\\/")}/ and toMillis(@timestamp) >= (now() - 300) * 1000`,
  "parse uri /^(?<endpoint>\\/api\\/[^\\/]+)/",
  "stats count(*) as requests, pct(response_time_ms, 50) as p50_ms, pct(response_time_ms, 95) as p95_ms, " +
    "pct(response_time_ms, 99) as p99_ms, sum(status >= 400 and status < 500) as client_errors, " +
    "sum(status >= 500) as server_errors by service_name, endpoint",
  "sort p95_ms desc",
  "limit 100",
].join("\n| ");
