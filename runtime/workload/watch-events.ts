import type { Database } from "./database";
import type { Message, Queue } from "./queue";

/** A watched piece of a title, as players report it. */
export interface WatchEvent {
  /** ISO 8601. */
  readonly eventTs: string;
  /** UUIDv7 of the producer: the same when the event is sent again. */
  readonly eventId: string;
  readonly profileId: number;
  readonly sessionId: string;
  readonly titleId: number;
  readonly watchSeconds: number;
  readonly region: string;
  readonly deviceType: string;
}

// No conflict target: that would need SELECT, which the role of ingestion does not have.
const INSERT = `INSERT INTO streaming.fact_watch_events
    (event_ts, event_id, profile_id, session_id, title_id, watch_seconds, region, device_type)
  SELECT * FROM unnest($1::timestamptz[], $2::uuid[], $3::bigint[], $4::uuid[], $5::bigint[], $6::int[], $7::text[], $8::text[])
  ON CONFLICT DO NOTHING`;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?Z$/;
const DEVICES = [
  "smart_tv",
  "mobile_android",
  "mobile_ios",
  "tablet",
  "web",
  "game_console",
  "streaming_stick",
  "set_top_box",
];

/** What keeps the event from being a row; undefined if nothing does. The same rules as the table's own. */
export function watchEventProblem(event: unknown): string | undefined {
  const { eventTs, eventId, profileId, sessionId, titleId, watchSeconds, region, deviceType } = Object(
    event,
  ) as Partial<WatchEvent>;
  const matches = (value: unknown, pattern: RegExp) => typeof value === "string" && pattern.test(value);
  const within = (value: unknown, max: number) => Number.isInteger(value) && Number(value) >= 0 && Number(value) <= max;
  if (!matches(eventTs, INSTANT) || Number.isNaN(Date.parse(eventTs!))) return "eventTs";
  if (!matches(eventId, UUID)) return "eventId";
  if (!within(profileId, Number.MAX_SAFE_INTEGER)) return "profileId";
  if (!matches(sessionId, UUID)) return "sessionId";
  if (!within(titleId, Number.MAX_SAFE_INTEGER)) return "titleId";
  if (!within(watchSeconds, 86_400)) return "watchSeconds";
  if (!matches(region, /^[A-Z]{2}$/)) return "region";
  return DEVICES.includes(deviceType!) ? undefined : "deviceType";
}

/**
 * Writes one batch of messages as one statement, and takes those off the queue that are written. What cannot be read stays: after a
 * few deliveries the queue moves it to the dead letters, which have an alarm.
 * @throws what the database throws; then all stay, and come again. @returns rows sent.
 */
export async function consumeWatchEvents(
  queue: Queue,
  messages: readonly Message[],
  database: Database,
  log: (entry: Readonly<Record<string, unknown>>) => void,
): Promise<number> {
  const readable: { message: Message; event: WatchEvent }[] = [];
  for (const message of messages) {
    const event = parsed(message.body);
    const problem = watchEventProblem(event);
    if (problem === undefined) readable.push({ message, event: event as WatchEvent });
    else log({ level: "error", message: "unreadable watch event", messageId: message.id, field: problem });
  }
  if (readable.length === 0) return 0;
  const column = <Field extends keyof WatchEvent>(field: Field) => readable.map(({ event }) => event[field]);
  await database.run("insert-watch-events", INSERT, [
    column("eventTs"),
    column("eventId"),
    column("profileId"),
    column("sessionId"),
    column("titleId"),
    column("watchSeconds"),
    column("region"),
    column("deviceType"),
  ]);
  await queue.done(readable.map(({ message }) => message));
  return readable.length;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
