import type * as pulumi from "@pulumi/pulumi";
import { list, must, type Problem, text, wholeNumber } from "../checks";
import { maySend, type Statement } from "./queue-policy";

/** One schedule: when, and what then. */
export interface SchedulePlan {
  /** Why it is there; shown in the console. */
  readonly description: string;
  /** `cron(0 3 * * ? *)`, `rate(60 minutes)` or `at(2026-11-20T08:00:00)`. */
  readonly expression: string;
  /** IANA zone in which `cron` and `at` are read, daylight saving included. */
  readonly timezone: string;
  /** How late it may start, so that many do not start at once. Unit: minutes, 0 (on the minute) to 1,440. */
  readonly flexibleMinutes: number;
  readonly target: ScheduleTarget;
}

export type ScheduleTarget = QueueTarget | ApiTarget;

/** A message. */
export interface QueueTarget {
  readonly kind: "queue";
  readonly queueArn: pulumi.Input<string>;
  readonly body: object;
  /** For FIFO queues, which require it. */
  readonly messageGroupId?: string;
}

/** Any call of AWS's API that changes something ("universal target"). */
export interface ApiTarget {
  readonly kind: "api";
  /** As in the SDK: `athena`, `fis`. */
  readonly service: string;
  /** In camelCase: `startQueryExecution`. Calls that only read are refused by AWS. */
  readonly action: string;
  /** The request as the API reference has it, hence with PascalCase fields. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What the call needs, and no more. */
  readonly rights: readonly Right[];
}

export interface Right {
  /** Without wildcards: `athena:StartQueryExecution`. */
  readonly actions: readonly string[];
  readonly resourceArn: pulumi.Input<string>;
}

/** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html#unsupported-api-actions */
const READS =
  /^(get|describe|list|poll|receive|search|scan|query|select|read|lookup|discover|validate|batchGet|batchDescribe|batchRead|transactGet|adminGet|adminList|testMigration|retrieve|testConnection|translateDocument|isAuthorized|invokeModel)(?=[A-Z]|$)/;

/** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html */
const EXPRESSION =
  /^(cron\(\S+ \S+ \S+ \S+ \S+ \S+\)|rate\([1-9]\d* (minute|hour|day)s?\)|at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\))$/;

/** Problems of a plan. Pure, and total for everything but the target's inputs. */
export function schedulePlanProblems(path: string, plan: SchedulePlan): Problem[] {
  const { target } = plan;
  return [
    ...text(`${path}.description`, plan.description, /^.{1,512}$/, "be text of 1 to 512 characters"),
    ...text(
      `${path}.expression`,
      plan.expression,
      EXPRESSION,
      'be a schedule such as "cron(0 3 * * ? *)", "rate(60 minutes)" or "at(2026-11-20T08:00:00)"',
    ),
    ...must(
      isTimezone(plan.timezone),
      `${path}.timezone`,
      'be an IANA time zone such as "Europe/Dublin"',
      plan.timezone,
    ),
    ...wholeNumber(`${path}.flexibleMinutes`, plan.flexibleMinutes, 0, 1_440, "minutes"),
    ...(target.kind === "api" ? apiTargetProblems(`${path}.target`, target) : []),
  ];
}

function apiTargetProblems(path: string, { service, action, input, rights }: ApiTarget): Problem[] {
  return [
    ...text(`${path}.service`, service, /^[a-z0-9]+$/, 'be a service as in the SDK such as "athena"'),
    ...text(`${path}.action`, action, /^[a-z][A-Za-z0-9]*$/, 'be in camelCase such as "startQueryExecution"'),
    ...must(!READS.test(action), `${path}.action`, "change something: AWS refuses to schedule what only reads", action),
    ...Object.keys(input).flatMap((field) => text(`${path}.input`, field, /^[A-Z]/, "have PascalCase fields")),
    ...list(`${path}.rights`, rights, 1, 20, (at, right) =>
      list(`${at}.actions`, (right as Right).actions, 1, 50, (one, name) =>
        text(one, name, /^[a-z0-9-]+:[A-Za-z0-9]+$/, 'be one action such as "athena:StartQueryExecution"'),
      ),
    ),
  ];
}

function isTimezone(name: unknown): boolean {
  if (typeof name !== "string") return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false; // a RangeError is how Intl says no
  }
}

/** ARN that Scheduler knows the target by. */
export function targetArn(target: ScheduleTarget): pulumi.Input<string> {
  if (target.kind === "queue") return target.queueArn;
  return `arn:aws:scheduler:::aws-sdk:${target.service}:${target.action}`;
}

export function targetInput(target: ScheduleTarget): string {
  return JSON.stringify(target.kind === "queue" ? target.body : target.input);
}

/** What the schedule's role needs for its target. */
export function targetRights(target: ScheduleTarget): Statement[] {
  if (target.kind === "queue") return [maySend(target.queueArn)];
  return target.rights.map(({ actions, resourceArn }) => ({ Effect: "Allow", Action: actions, Resource: resourceArn }));
}
