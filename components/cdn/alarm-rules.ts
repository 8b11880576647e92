import type { CdnAlarmSettings } from "./settings";

/** Whose numbers an alarm reads. */
export type CdnAlarmScope = "app" | "media" | "function" | "firewall";

export interface CdnAlarmRule {
  /** Ends the alarm's name. */
  readonly role: string;
  readonly scope: CdnAlarmScope;
  readonly metric: string;
  readonly statistic: "Average" | "Sum" | "p95";
  readonly comparison: "above" | "below";
  readonly threshold: (settings: CdnAlarmSettings) => number;
  /** Minutes out of minutes that must be bad. */
  readonly badMinutes: readonly [bad: number, of: number];
  /** Whether it wakes a person; otherwise it opens a ticket. */
  readonly pages: boolean;
  /** Whether the metric is one of the additional ones, which are paid for. */
  readonly detailed: boolean;
  /** Alarm text: what is going on, and the first thing to do. */
  readonly meaning: string;
}

/**
 * Sources: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html and
 * https://docs.aws.amazon.com/waf/latest/developerguide/waf-metrics.html. Rates are in percent. Those of the settings are where we
 * start until a load test says better.
 */
export const CDN_ALARM_RULES: readonly CdnAlarmRule[] = [
  errorRule(
    "app",
    "Pages or API fail for viewers everywhere. Look at the regions' load balancers, then at the bucket.",
  ),
  errorRule("media", "Video fails for viewers everywhere. Look at the bucket's policy and at S3 in its region."),
  latencyRule("app", "The API is slow to answer CloudFront. The regions' own latency alarms say which and where."),
  latencyRule("media", "The media bucket is slow to answer. Look for a title that is asked for before it is cached."),
  {
    role: "media-hits",
    scope: "media",
    metric: "CacheHitRate",
    statistic: "Average",
    comparison: "below",
    threshold: ({ minHitPercent }) => minHitPercent,
    badMinutes: [30, 30],
    pages: false,
    detailed: true,
    meaning: "Video is fetched from the bucket again and again. Look for a query or a wide invalidation.",
  },
  {
    role: "function-errors",
    scope: "function",
    metric: "FunctionExecutionErrors",
    statistic: "Sum",
    comparison: "above",
    threshold: () => 0,
    badMinutes: [2, 5],
    pages: true,
    detailed: false,
    meaning:
      "An edge function fails, and its requests with it. Publish the one before, then read its log in us-east-1.",
  },
  {
    role: "function-throttles",
    scope: "function",
    metric: "FunctionThrottles",
    statistic: "Sum",
    comparison: "above",
    threshold: () => 0,
    badMinutes: [2, 5],
    pages: false,
    detailed: false,
    meaning: "An edge function runs longer than CloudFront allows. Look at what it reads from the store.",
  },
  {
    role: "blocked",
    scope: "firewall",
    metric: "BlockedRequests",
    statistic: "Sum",
    comparison: "above",
    threshold: () => 10_000,
    badMinutes: [5, 5],
    pages: false,
    detailed: false,
    meaning: "The firewall turns many away: an attack, or a rule that hits viewers. Read its log by rule and country.",
  },
];

function errorRule(scope: "app" | "media", meaning: string): CdnAlarmRule {
  return {
    role: `${scope}-errors`,
    scope,
    metric: "5xxErrorRate",
    statistic: "Average",
    comparison: "above",
    threshold: ({ errorPercent }) => errorPercent,
    badMinutes: [3, 5],
    pages: true,
    detailed: false,
    meaning,
  };
}

function latencyRule(scope: "app" | "media", meaning: string): CdnAlarmRule {
  return {
    role: `${scope}-origin-latency`,
    scope,
    metric: "OriginLatency",
    statistic: "p95",
    comparison: "above",
    threshold: ({ originLatencyMillis }) => originLatencyMillis,
    badMinutes: [5, 10],
    pages: false,
    detailed: true,
    meaning,
  };
}
