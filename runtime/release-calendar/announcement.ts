import {
  CALENDAR_REFRESH,
  CONTENT_EVENT_SOURCE,
  type ContentEvent,
  type ContentEvents,
} from "../../components/messaging/content-events";

/** A release as the calendar holds it. */
export interface Release {
  readonly titleId: string;
  /** Unit: milliseconds since 1970. */
  readonly releaseAtMillis: number;
  readonly expectedPeakViewers: number;
  readonly rushMinutes: number;
  readonly countries: readonly string[];
}

/** What a message of the queue asks for. */
export type Message =
  | { readonly kind: "refresh" }
  /** `release` is undefined when it was cancelled. */
  | {
      readonly kind: "announcement";
      readonly titleId: string;
      readonly saidAtMillis: number;
      readonly release: Release | undefined;
    };

/** A message that no attempt will ever understand: it is left in the queue, which makes it a dead letter. */
export class PoisonError extends Error {
  override readonly name = "PoisonError";
}

/** The same as where the cache is invalidated: nothing that ends a path, a name or a label. */
const TITLE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws {PoisonError} when `body` is no message for this queue. */
export function messageOf(body: string): Message {
  const event = eventOf(body);
  const type = event["detail-type"] as string;
  if ((event.source as string) === CALENDAR_REFRESH.source && type === CALENDAR_REFRESH["detail-type"]) {
    return { kind: "refresh" };
  }
  if (event.source !== CONTENT_EVENT_SOURCE || type !== "ContentReleaseScheduled") {
    throw new PoisonError(`must be ContentReleaseScheduled of ${CONTENT_EVENT_SOURCE}, got ${type} of ${event.source}`);
  }
  const { cancelled } = event.detail;
  if (typeof cancelled !== "boolean") throw new PoisonError(`cancelled must be true or false, got ${shown(cancelled)}`);
  return {
    kind: "announcement",
    titleId: titleIdOf(event.detail),
    saidAtMillis: momentOf("time", event.time),
    release: cancelled ? undefined : releaseOf(event.detail),
  };
}

/**
 * A release from outside, checked.
 * @throws {PoisonError} naming the field that is wrong.
 */
export function releaseOf(detail: unknown): Release {
  const found = Object(detail) as Partial<Record<keyof ContentEvents["ContentReleaseScheduled"], unknown>>;
  const { expectedPeakViewers, rushMinutes, countries } = found;
  if (!isAmount(expectedPeakViewers)) {
    throw new PoisonError(`expectedPeakViewers must be 0 or more viewers, got ${shown(expectedPeakViewers)}`);
  }
  if (!isAmount(rushMinutes)) throw new PoisonError(`rushMinutes must be 0 or more minutes, got ${shown(rushMinutes)}`);
  if (!Array.isArray(countries) || !countries.every((each) => typeof each === "string" && /^[A-Z]{2}$/.test(each))) {
    throw new PoisonError(`countries must be ISO 3166-1 alpha-2 codes, got ${shown(countries)}`);
  }
  return {
    titleId: titleIdOf(found),
    releaseAtMillis: momentOf("releaseAt", found.releaseAt),
    expectedPeakViewers,
    rushMinutes,
    countries,
  };
}

/**
 * A moment in UTC, cut to the second, as the bus dates events; also refuses the 30th of February, which JavaScript takes for the
 * 1st of March. Unit: milliseconds since 1970.
 * @throws {PoisonError} when it is none.
 */
export function momentOf(field: string, value: unknown): number {
  const read = typeof value === "string" ? /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d{1,9})?Z$/.exec(value) : null;
  const millis = read === null ? Number.NaN : Date.parse(`${read[1]}Z`);
  if (read === null || !Number.isFinite(millis) || !new Date(millis).toISOString().startsWith(read[1]!)) {
    throw new PoisonError(`${field} must be UTC such as "2026-11-20T08:00:00Z", got ${shown(value)}`);
  }
  return millis;
}

function eventOf(body: string): ContentEvent<"ContentReleaseScheduled"> {
  let event: unknown;
  try {
    event = JSON.parse(body);
  } catch (error) {
    throw new PoisonError(`must be JSON: ${(error as Error).message}`);
  }
  const { detail } = Object(event) as { detail?: unknown };
  if (typeof detail !== "object" || detail === null) throw new PoisonError("must be an event with a detail");
  return event as ContentEvent<"ContentReleaseScheduled">;
}

function titleIdOf({ titleId }: { readonly titleId?: unknown }): string {
  if (typeof titleId === "string" && TITLE_ID.test(titleId)) return titleId;
  throw new PoisonError(`titleId must be 1 to 64 letters, digits, _ or -, got ${shown(titleId)}`);
}

const isAmount = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

const shown = (value: unknown): string => JSON.stringify(value)?.slice(0, 100) ?? "nothing";
