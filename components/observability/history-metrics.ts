/** Metrics of one service that capacity is planned from. */
export interface HistoryMetrics {
  readonly namespace: string;
  readonly metricNames: readonly string[];
}

/**
 * What grows, and what it grows towards. Few, because each update of each metric is paid for; the pods' own metrics are kept by managed
 * Prometheus. `ownNamespace` holds what the access log says.
 */
export function historyMetrics(ownNamespace: string): HistoryMetrics[] {
  return [
    { namespace: ownNamespace, metricNames: ["Failed", "Late", "Throttled", "RequestSeconds"] },
    {
      namespace: "AWS/RDS",
      metricNames: ["CPUUtilization", "DatabaseConnections", "DBLoad", "VolumeBytesUsed", "ServerlessDatabaseCapacity"],
    },
    {
      namespace: "AWS/ElastiCache",
      metricNames: ["EngineCPUUtilization", "DatabaseMemoryUsageCountedForEvictPercentage", "BytesUsedForCache"],
    },
    { namespace: "AWS/NetworkELB", metricNames: ["NewFlowCount", "ProcessedBytes", "HealthyHostCount"] },
    { namespace: "AWS/AutoScaling", metricNames: ["GroupInServiceInstances"] },
    { namespace: "AWS/SQS", metricNames: ["NumberOfMessagesSent", "ApproximateAgeOfOldestMessage"] },
  ];
}

/** Percentiles cannot be made of sums later, so these are kept as such. */
export const HISTORY_PERCENTILES = { metricName: "RequestSeconds", statistics: ["p50", "p95", "p99"] } as const;

/**
 * One update as the metric stream writes it in JSON, and as its table has it.
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch-metric-streams-formats-json.html
 */
export const HISTORY_COLUMNS = [
  { name: "metric_stream_name", type: "string", comment: "Stream that wrote it" },
  { name: "account_id", type: "string", comment: "Account that it was measured in" },
  { name: "region", type: "string", comment: "Region that it was measured in" },
  { name: "namespace", type: "string", comment: "E.g. AWS/RDS" },
  { name: "metric_name", type: "string", comment: "E.g. CPUUtilization" },
  { name: "dimensions", type: "map<string,string>", comment: "What it was measured of" },
  { name: "timestamp", type: "bigint", comment: "End of the minute. Unit: milliseconds since 1970" },
  { name: "value", type: "map<string,double>", comment: "min, max, sum, count, and percentiles where kept" },
  { name: "unit", type: "string", comment: "E.g. Percent" },
] as const;
