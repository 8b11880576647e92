import { type Check, fields, flag, list, must, oneOf, type Problem, record, text, wholeNumber } from "../checks";
import { QUOTA_NAMES, type QuotaName } from "./quotas";

/** What is broken on purpose, what may be spent, and what the account allows: plain data. */
export interface ResilienceSettings {
  /** Experiments that are declared in every region; each is started by hand, or as `experimentWeek` says. */
  readonly experiments: readonly ExperimentKind[];
  /**
   * When experiments start by themselves, one after the other.
   * @default never - somebody starts them
   */
  readonly experimentWeek?: ExperimentWeek;
  readonly cost: CostSettings;
  /**
   * Quotas of the account that were raised, or are to be, by name; each region has its own.
   * @default AWS's default of each
   */
  readonly quotas: Readonly<Partial<Record<QuotaName, number>>>;
  /** Whether quotas above AWS's default are asked for. AWS may take days, and what it has granted stays when the stack goes. */
  readonly requestQuotas: boolean;
}

/** What can be broken. */
export const EXPERIMENT_KINDS = [
  /** A third of the playback pods are killed at once. */
  "pod-delete",
  /** One zone is cut off, with what is in it; after five minutes load balancers leave it. */
  "zone-loss",
  /** A reader becomes the database's writer. */
  "database-failover",
  /** The caches' nodes in one zone lose power. */
  "cache-failover",
  /** What the playback pods send and receive is late. */
  "network-latency",
] as const;
export type ExperimentKind = (typeof EXPERIMENT_KINDS)[number];

const DAYS = ["MON", "TUE", "WED", "THU", "FRI"] as const;

export interface ExperimentWeek {
  /** A working day: people must be there. */
  readonly day: (typeof DAYS)[number];
  /** When the first starts, by the region's clock; each further one an hour later. Unit: hour of the day, 6 to 12. */
  readonly fromHour: number;
}

export interface CostSettings {
  /** What the stack may cost. Unit: US dollars a month, 1 to 100,000,000. */
  readonly monthlyBudgetUsd: number;
  /** Who hears of budget and anomalies; each gets a message from AWS to confirm. Up to ten. */
  readonly alertEmails: readonly string[];
  /**
   * Spending that strays this far from what AWS expects is reported. Unit: percent, 5 to 1,000.
   * @default none - anomalies are not looked for
   */
  readonly anomalyPercent?: number;
}

/** With five experiments, the last starts at 16:00: before any prime time. */
const FIRST_HOURS = { min: 6, max: 12 };

/** Addresses of one notification. Source: https://docs.aws.amazon.com/cost-management/latest/userguide/management-limits.html */
const MAX_EMAILS = 10;

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function resilienceSettingsProblems(path: string, settings: unknown): Problem[] {
  return fields<ResilienceSettings>(path, settings, {
    experiments: (at, value) =>
      list(at, value, 0, EXPERIMENT_KINDS.length, (one, kind) => oneOf(one, kind, EXPERIMENT_KINDS)),
    experimentWeek: optional(experimentWeekProblems),
    cost: costProblems,
    quotas: quotaSettingsProblems,
    requestQuotas: flag,
  });
}

export function experimentWeekProblems(path: string, week: unknown): Problem[] {
  return fields<ExperimentWeek>(path, week, {
    day: (at, value) => oneOf(at, value, DAYS),
    fromHour: (at, value) => wholeNumber(at, value, FIRST_HOURS.min, FIRST_HOURS.max, "o'clock"),
  });
}

export function costProblems(path: string, cost: unknown): Problem[] {
  return fields<CostSettings>(path, cost, {
    monthlyBudgetUsd: (at, value) => wholeNumber(at, value, 1, 100_000_000, "US dollars a month"),
    alertEmails: (at, value) =>
      list(at, value, 1, MAX_EMAILS, (one, email) =>
        text(one, email, /^[^@\s]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/i, "be an e-mail address"),
      ),
    anomalyPercent: optional((at, value) => wholeNumber(at, value, 5, 1_000, "percent")),
  });
}

function quotaSettingsProblems(path: string, quotas: unknown): Problem[] {
  return record(path, quotas, (at, name, value) => [
    ...must((QUOTA_NAMES as readonly string[]).includes(name), at, `be one of ${QUOTA_NAMES.join(", ")}`, name),
    ...wholeNumber(at, value, 1, 1_000_000, "as a quota"),
  ]);
}

function optional(check: Check): Check {
  return (path, value) => (value === undefined ? [] : check(path, value));
}
