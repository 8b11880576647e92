import type * as pulumi from "@pulumi/pulumi";
import type { Autoscaling } from "../horizontal-scaling";
import { KEDA_AUTHENTICATION } from "../queue-scaling";
import { PROMETHEUS_URL } from "../service-contract";
import { PREDICTED } from "./forecast-rules";
import { DAYS, type FloorSchedule, type PredictionSettings, RAISE, trendWanted } from "./settings";

/** A source that KEDA asks. All of `metadata` is text: KEDA refuses numbers. */
export interface Trigger {
  readonly type: "prometheus" | "aws-sqs-queue" | "cron";
  /** What the formula calls its value. */
  readonly name: string;
  readonly authenticationRef?: { readonly name: string; readonly kind: "ClusterTriggerAuthentication" };
  readonly metadata: Readonly<Record<string, pulumi.Input<string>>>;
}

export interface SignalsPlan {
  readonly region: string;
  /** IANA zone in which schedules are read. */
  readonly timezone: string;
  readonly settings: PredictionSettings;
  readonly autoscaling: Autoscaling;
  /** Of the queue of release windows; goes with `settings.releaseWindows`. */
  readonly windowsQueueUrl?: pulumi.Input<string> | undefined;
}

/** The triggers that the settings ask for, in the formula's order. */
export function triggers({ region, timezone, settings, autoscaling, windowsQueueUrl }: SignalsPlan): Trigger[] {
  return [
    prometheus("release", PREDICTED.release),
    ...(settings.releaseWindows === undefined || windowsQueueUrl === undefined
      ? []
      : [windows(region, windowsQueueUrl)]),
    ...(settings.schedules ?? []).map((schedule) => cron(schedule, timezone)),
    ...(trendWanted(settings, autoscaling) ? [prometheus("trend", PREDICTED.trend)] : []),
    ...(settings.lastWeek ? [prometheus("last_week", PREDICTED.lastWeek)] : []),
  ];
}

/**
 * How many pods there should be at least, in the language of KEDA's formulas (https://expr-lang.org). A trigger that keeps failing
 * is `nil` there, and arithmetic with it an error, hence `??` at every one: blind to releases, the blind floor is held; blind to a
 * forecast, load alone decides. Declared floors are raised past the autoscaler's tolerance; forecasts follow the load and are not.
 */
export function formula({ settings, autoscaling }: Pick<SignalsPlan, "settings" | "autoscaling">): string {
  const { blindReplicas, releaseWindows, schedules = [], lastWeek } = settings;
  const floors = [
    `release ?? ${blindReplicas}`,
    ...(releaseWindows === undefined
      ? []
      : [`(windows ?? ${blindReplicas / releaseWindows.replicasPerMessage}) * ${releaseWindows.replicasPerMessage}`]),
    ...schedules.map((schedule) => `${triggerName(schedule)} ?? 0`),
  ];
  const forecasts = [
    ...(trendWanted(settings, autoscaling) ? ["trend ?? 0"] : []),
    ...(lastWeek ? ["last_week ?? 0"] : []),
  ];
  const wanted = [`max(0, ${floors.join(", ")}) * ${RAISE}`, ...forecasts].join(", ");
  return `min(max(0, ${wanted}), ${autoscaling.maxReplicas})`;
}

const triggerName = ({ name }: FloorSchedule) => `schedule_${name}`; // never a word of the formula's own language

/** A series that is not there counts as 0 pods: no release now, no history yet. A Prometheus that does not answer is a failure. */
function prometheus(name: string, query: string): Trigger {
  return {
    type: "prometheus",
    name,
    metadata: { serverAddress: PROMETHEUS_URL, query, threshold: "1", ignoreNullValues: "true", timeout: "3s" },
  };
}

function windows(region: string, queueURL: pulumi.Input<string>): Trigger {
  return {
    type: "aws-sqs-queue",
    name: "windows",
    authenticationRef: { name: KEDA_AUTHENTICATION, kind: "ClusterTriggerAuthentication" },
    metadata: { queueURL, awsRegion: region, queueLength: "1", scaleOnInFlight: "true", scaleOnDelayed: "false" },
  };
}

function cron(schedule: FloorSchedule, timezone: string): Trigger {
  const { days, from, to, replicas } = schedule;
  const overMidnight = to < from;
  const numbers = days.map((day) => DAYS.indexOf(day));
  return {
    type: "cron",
    name: triggerName(schedule),
    metadata: {
      timezone,
      start: cronLine(from, numbers),
      end: cronLine(to, overMidnight ? numbers.map((day) => (day + 1) % DAYS.length) : numbers),
      desiredReplicas: `${replicas}`,
    },
  };
}

function cronLine(time: string, days: readonly number[]): string {
  const [hour, minute] = time.split(":").map(Number);
  const weekdays = days.length === DAYS.length ? "*" : [...days].sort().join(",");
  return `${minute} ${hour} * * ${weekdays}`;
}
