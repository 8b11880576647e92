import { fields, must, type Problem, wholeNumber } from "../checks";

/** How long messages wait and are kept: plain data, the same in every region. */
export interface MessagingSettings {
  /** How long every event can be replayed. Unit: days, 1 to 3,650. */
  readonly archiveDays: number;
  /** Announced releases, on their way to the release calendar's worker. */
  readonly releaseQueue: WorkQueueSettings;
  /** How often the calendar is written anew without an announcement. Unit: minutes, 5 to 1,440. */
  readonly calendarRefreshMinutes: number;
}

export interface WorkQueueSettings {
  /** Longest that the consumer works on one message or batch. Unit: seconds, 1 to 7,200. */
  readonly consumerTimeoutSeconds: number;
  /**
   * How long a received message stays hidden from other consumers. Unit: seconds, six times `consumerTimeoutSeconds` to 43,200.
   * @default 6 x consumerTimeoutSeconds - the least with which a slow consumer does not see its message twice
   */
  readonly visibilityTimeoutSeconds?: number;
  /** Failed attempts after which a message is a dead letter. Unit: receives, 1 to 1,000. */
  readonly maxReceives: number;
  /** How long a message waits before it is lost. Unit: days, 1 to 13: a dead letter keeps its age and must still be found. */
  readonly retentionDays: number;
  /** The oldest message may wait this long before somebody is woken. Unit: seconds, 60 up to `retentionDays`. */
  readonly maxAgeSeconds: number;
}

/**
 * Hidden time over working time: the consumer may be throttled and try again.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const VISIBILITY_PER_TIMEOUT = 6;

/**
 * Limits of a queue: hidden for 12 hours at most, messages kept for 14 days at most.
 * Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
 */
const MAX_VISIBILITY_SECONDS = 43_200;
export const DEAD_LETTER_DAYS = 14;

export const SECONDS_PER_DAY = 86_400;

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function messagingSettingsProblems(path: string, settings: MessagingSettings): Problem[] {
  return fields<MessagingSettings>(path, settings, {
    archiveDays: (at, value) => wholeNumber(at, value, 1, 3_650, "days"),
    releaseQueue: workQueueSettingsProblems,
    calendarRefreshMinutes: (at, value) => wholeNumber(at, value, 5, 1_440, "minutes"),
  });
}

export function workQueueSettingsProblems(path: string, settings: unknown): Problem[] {
  const { consumerTimeoutSeconds, retentionDays } = (settings ?? {}) as Partial<WorkQueueSettings>;
  const leastHidden = VISIBILITY_PER_TIMEOUT * (numberOr(consumerTimeoutSeconds, 1) || 1);
  const longestWait = SECONDS_PER_DAY * (numberOr(retentionDays, 1) || 1);
  return fields<WorkQueueSettings>(path, settings, {
    consumerTimeoutSeconds: (at, value) =>
      wholeNumber(at, value, 1, MAX_VISIBILITY_SECONDS / VISIBILITY_PER_TIMEOUT, "seconds"),
    visibilityTimeoutSeconds: (at, value) => [
      ...(value === undefined ? [] : wholeNumber(at, value, 0, MAX_VISIBILITY_SECONDS, "seconds")),
      ...must(
        value === undefined || numberOr(value, 0) >= leastHidden,
        at,
        `be six times consumerTimeoutSeconds or more (${leastHidden})`,
        value,
      ),
    ],
    // Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
    maxReceives: (at, value) => wholeNumber(at, value, 1, 1_000, "receives"),
    retentionDays: (at, value) => wholeNumber(at, value, 1, DEAD_LETTER_DAYS - 1, "days"),
    maxAgeSeconds: (at, value) => [
      ...wholeNumber(at, value, 60, SECONDS_PER_DAY * (DEAD_LETTER_DAYS - 1), "seconds"),
      ...must(!(numberOr(value, 0) >= longestWait), at, `be less than retentionDays (${longestWait} seconds)`, value),
    ],
  });
}

/** Settings come from people: what is no number is reported by its own rule, and must not trip the rules across fields. */
const numberOr = (value: unknown, otherwise: number): number =>
  typeof value === "number" && Number.isFinite(value) ? value : otherwise;
