import type { JourneyStep } from "../../runtime/canary/journey";
import { type Check, fields, list, must, type Problem, record, text, wholeNumber } from "../checks";
import { OBJECTIVE_PERCENT } from "./burn-rate";

/** What is measured, for how long it is kept and when somebody hears of it: plain data, the same in every region. */
export interface ObservabilitySettings {
  /** How long Prometheus metrics are kept. Unit: days, 1 to 1,095; two years of history take 760. */
  readonly metricRetentionDays: number;
  /**
   * CloudWatch's capacity metrics, kept longer than CloudWatch keeps hours (15 months).
   * @default none - a stack without seasons has no use for them
   */
  readonly history?: HistorySettings;
  readonly objectives: ObjectivesSettings;
  /** Latency that each service promises, by its name in Kubernetes. */
  readonly services: Readonly<Record<string, LatencySettings>>;
  /**
   * A viewer's journey, walked from every region all day. Declared in a stack with a domain only.
   * @default none
   */
  readonly canary?: CanarySettings;
}

export interface HistorySettings {
  /** Unit: days, 395 (thirteen months, the least that shows a season twice) to 3,650. */
  readonly retentionDays: number;
}

/** What viewers are promised of the whole API of a region, over thirty days. */
export interface ObjectivesSettings {
  /** Requests that are not answered with a 5xx. Unit: percent, 94 to 99.999. */
  readonly availabilityPercent: number;
  /** Requests answered within `quickMillis`. Unit: percent, 94 to 99.999. */
  readonly quickPercent: number;
  /** Unit: milliseconds, 1 to 60,000. */
  readonly quickMillis: number;
  /** Requests in an hour below which burn rates say nothing: one failure of ten is no trend. Unit: requests, 1 to 1,000,000. */
  readonly minRequestsPerHour: number;
  /**
   * Failed requests, minute by minute for five minutes, that send viewers to another region. Far above any burn rate, because there
   * the other regions' caches are cold. Unit: percent, 5 to 100.
   */
  readonly evacuateAtPercent: number;
}

/** Unit of all: milliseconds, 1 to 60,000, each above the one before. */
export interface LatencySettings {
  readonly p50Millis: number;
  readonly p95Millis: number;
  readonly p99Millis: number;
}

export interface CanarySettings {
  /** From `stacks/versions.ts`, e.g. `syn-nodejs-4.1`: without a browser, hence quick to start. */
  readonly runtimeVersion: string;
  /** Unit: minutes between two runs, 1 to 60. Each run is paid for. */
  readonly everyMinutes: number;
  /** Of a whole run, cold start included. Unit: seconds, 15 to 840, and no longer than `everyMinutes`. */
  readonly timeoutSeconds: number;
  /** Host on the stack's domain that viewers use; empty for the domain itself. E.g. `www`. */
  readonly host: string;
  readonly steps: readonly JourneyStep[];
}

/** Source: https://docs.aws.amazon.com/prometheus/latest/APIReference/API_UpdateWorkspaceConfiguration.html */
const MAX_METRIC_DAYS = 1_095;

const MAX_MILLIS = 60_000;

/** Source of the 15 seconds: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Synthetics_Library_Nodejs.html */
const CANARY_SECONDS = { min: 15, max: 840 };

const SERVICE = /^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function observabilitySettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<ObservabilitySettings>(path, settings, {
    metricRetentionDays: (at, value) => wholeNumber(at, value, 1, MAX_METRIC_DAYS, "days"),
    history: optional(historyProblems),
    objectives: objectivesProblems,
    services: (at, value) =>
      record(at, value, (serviceAt, service, latency) => [
        ...text(serviceAt, service, SERVICE, "be named as a Service of Kubernetes"),
        ...latencyProblems(serviceAt, latency),
      ]),
    canary: optional(canaryProblems),
  });
}

export function historyProblems(path: string, history: unknown): Problem[] {
  return fields<HistorySettings>(path, history, {
    retentionDays: (at, value) => wholeNumber(at, value, 395, 3_650, "days"),
  });
}

export function objectivesProblems(path: string, objectives: unknown): Problem[] {
  return fields<ObjectivesSettings>(path, objectives, {
    availabilityPercent: objectivePercent,
    quickPercent: objectivePercent,
    quickMillis: millis,
    minRequestsPerHour: (at, value) => wholeNumber(at, value, 1, 1_000_000, "requests"),
    evacuateAtPercent: (at, value) => wholeNumber(at, value, 5, 100, "percent"),
  });
}

const objectivePercent: Check = (path, value) => {
  const { min, max } = OBJECTIVE_PERCENT;
  const holds = typeof value === "number" && value >= min && value <= max;
  return must(holds, path, `be ${min} to ${max} percent`, value);
};

const millis: Check = (path, value) => wholeNumber(path, value, 1, MAX_MILLIS, "milliseconds");

export function latencyProblems(path: string, latency: unknown): Problem[] {
  const { p50Millis, p95Millis } = (latency ?? {}) as Partial<LatencySettings>;
  const above = (at: string, value: unknown, field: string, lower: unknown) =>
    typeof value === "number" && typeof lower === "number"
      ? must(value > lower, at, `be more than ${field} (${lower})`, value)
      : [];
  return fields<LatencySettings>(path, latency, {
    p50Millis: millis,
    p95Millis: (at, value) => [...millis(at, value), ...above(at, value, "p50Millis", p50Millis)],
    p99Millis: (at, value) => [...millis(at, value), ...above(at, value, "p95Millis", p95Millis)],
  });
}

export function canaryProblems(path: string, canary: unknown): Problem[] {
  const { everyMinutes } = (canary ?? {}) as Partial<CanarySettings>;
  const between = typeof everyMinutes === "number" && everyMinutes >= 1 ? everyMinutes * 60 : CANARY_SECONDS.max;
  return fields<CanarySettings>(path, canary, {
    runtimeVersion: (at, value) => text(at, value, /^syn-nodejs-\d+\.\d+$/, 'be a runtime such as "syn-nodejs-4.1"'),
    everyMinutes: (at, value) => wholeNumber(at, value, 1, 60, "minutes"),
    timeoutSeconds: (at, value) => [
      ...wholeNumber(at, value, CANARY_SECONDS.min, CANARY_SECONDS.max, "seconds"),
      ...must(!(Number(value) > between), at, `be at most everyMinutes (${between} seconds)`, value),
    ],
    host: (at, value) => text(at, value, /^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/, "be a host's name or empty"),
    steps: (at, value) => list(at, value, 1, 20, stepProblems),
  });
}

function stepProblems(path: string, step: unknown): Problem[] {
  return fields<JourneyStep>(path, step, {
    name: (at, value) => text(at, value, /^[a-z][a-z0-9-]{0,39}$/, "be up to 40 small letters, digits and hyphens"),
    path: (at, value) => text(at, value, /^\/[\x21-\x7e]*$/, "start with a slash and hold no blanks"),
    status: (at, value) => wholeNumber(at, value, 100, 599, "as an HTTP status"),
    maxMillis: millis,
    contains: optional((at, value) => text(at, value, /^.{1,200}$/, "be text of 1 to 200 characters")),
  });
}

function optional(check: Check): Check {
  return (path, value) => (value === undefined ? [] : check(path, value));
}
