import type { AlertRule, RecordingRule, RuleGroup } from "../../observability/cluster/rule";
import { RAISE, type Release } from "./settings";

export interface ForecastPlan {
  readonly region: string;
  readonly requestsPerSecondPerPod: number;
  readonly maxReplicas: number;
  readonly releases: readonly Release[];
  /** Where pages for those on call are, e.g. `https://example.com/docs/runbooks`. */
  readonly runbookBaseUrl: string;
}

/** From a release's announcement to the end of its rush. Measured: less than three minutes of lead misses it. Unit: seconds. */
export const LEAD_SECONDS = 10 * 60;
/** Held longer, the level that is multiplied would be the rush's own. Unit: seconds. */
const RUSH_SECONDS = 15 * 60;

const SERVICE = '{service_name="playback-service"}';
const RATE = "playback:rps:rate1m";

/** How many pods each signal asks for; all are recorded, so that one can be watched before it is let loose on the autoscaler. */
export const PREDICTED = {
  trend: "playback:predicted_replicas:trend",
  lastWeek: "playback:predicted_replicas:last_week",
  release: "playback:predicted_replicas:release",
} as const;

/** Rules that forecast playback's load in pods, with the calendar of releases, and an alert on one that is too big. Evaluated in this order. */
export function forecastRuleGroups(plan: ForecastPlan): RuleGroup[] {
  return [
    {
      name: "playback.forecast",
      interval: "30s",
      rules: [...calendar(plan), ...forecasts(plan.requestsPerSecondPerPod), releaseAboveMaximum(plan)],
    },
  ];
}

/** One series for each release, there only while it counts. Whoever else exports the same gauge is heard too. */
function calendar({ region, releases }: ForecastPlan): RecordingRule[] {
  return releases
    .filter(({ regions }) => regions === undefined || regions.includes(region))
    .map(({ id, at, multiplier }) => {
      const moment = Date.parse(at) / 1_000;
      const [open, shut] = [moment - LEAD_SECONDS, moment + RUSH_SECONDS];
      return {
        record: "release_expected_multiplier",
        labels: { service_name: "playback-service", release: id },
        expr: `vector(${multiplier}) and on() (vector(time()) >= ${open}) and on() (vector(time()) < ${shut})`,
      };
    });
}

function forecasts(requestsPerSecondPerPod: number): RecordingRule[] {
  const pods = (load: string) => `${load} / ${requestsPerSecondPerPod}`;
  const level = `avg_over_time(${RATE}[30m])`;
  return [
    { record: RATE, expr: `sum(rate(http_request_duration_seconds_count${SERVICE}[1m]))` },
    { record: PREDICTED.trend, expr: pods(`clamp_min(predict_linear(${RATE}[20m], 600), 0)`) },
    {
      // The highest of the ten minutes from here a week ago; today may be twice or half as busy, but a gap in either is no forecast.
      record: PREDICTED.lastWeek,
      expr: pods(
        `max_over_time(${RATE}[10m] offset 6d23h50m) * clamp(${level} / (avg_over_time(${RATE}[30m] offset 1w) > 0), 0.5, 2)`,
      ),
    },
    {
      // Ten minutes back: the level from before the rush, not of it.
      record: PREDICTED.release,
      expr: pods(`max(release_expected_multiplier${SERVICE}) * avg_over_time(${RATE}[30m] offset 10m)`),
    },
  ];
}

/** Said while there are ten minutes left to do something about it; that requests are measured at all, others watch. */
function releaseAboveMaximum({ maxReplicas, runbookBaseUrl }: ForecastPlan): AlertRule {
  return {
    alert: "PlaybackReleaseAboveMaximum",
    expr: `${PREDICTED.release} * ${RAISE} > ${maxReplicas}`,
    for: "1m",
    labels: { severity: "page", service_name: "playback-service" },
    annotations: {
      summary: `A release is about to need {{ $value | humanize }} pods, and the autoscaler may start ${maxReplicas}`,
      description: "What comes on top finds no pod: latency and errors from the first minute of the release.",
      runbook_url: new URL("../autoscaling.md#a-release-above-the-maximum", `${runbookBaseUrl}/`).href,
    },
  };
}
