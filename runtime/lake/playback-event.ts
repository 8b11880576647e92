/** Something that happened during a playback, as services report it. */
export interface PlaybackEvent {
  readonly at: Date;
  /** E.g. `start`, `heartbeat`, `rebuffer`. Few different ones: the column is a dictionary. */
  readonly type: string;
  /** Of the viewer, e.g. `DE`. */
  readonly region: string;
  /** 0 to 2,147,483,647. */
  readonly profileId: number;
  /** 0 to 1,048,575. */
  readonly titleId: number;
  /** Whatever else there is to say; kept as JSON text. */
  readonly data: Readonly<Record<string, unknown>>;
}

export const PROFILE_ID_BITS = 31;
export const TITLE_ID_BITS = 20;

/** Longest `event_data`. Unit: bytes of UTF-8; what a VARCHAR of Redshift takes. */
export const MAX_DATA_BYTES = 65_535;

/**
 * A title's identifier stretched to the length of a profile's, so that z-ordering gives both the same number of cuts. It grows
 * with `title_id`: files that are narrow in one are narrow in the other, and queries ask for `title_id` as ever.
 */
export function titleKey(titleId: number): number {
  return titleId * 2 ** (PROFILE_ID_BITS - TITLE_ID_BITS);
}

/**
 * The record that Firehose takes for a row of `playback_events`: fields named as columns, times in microseconds, dates as text.
 * What does not fit ends under `errors/` in the lake's bucket hours later, so it is refused here.
 * @throws {RangeError} naming the field that no column can hold.
 */
export function playbackRecord(event: PlaybackEvent): string {
  const data = JSON.stringify(event.data);
  inRange("at", event.at.getTime(), 0, 253_402_300_799_999);
  inRange("profileId", event.profileId, 0, 2 ** PROFILE_ID_BITS - 1);
  inRange("titleId", event.titleId, 0, 2 ** TITLE_ID_BITS - 1);
  inRange("type's length", event.type.length, 1, 64);
  inRange("region's length", event.region.length, 1, 16);
  inRange("data's bytes", Buffer.byteLength(data), 2, MAX_DATA_BYTES);
  return JSON.stringify({
    event_data: data,
    event_ts: event.at.getTime() * 1_000,
    event_type: event.type,
    region: event.region,
    profile_id: event.profileId,
    title_id: event.titleId,
    title_key: titleKey(event.titleId),
    dt: event.at.toISOString().slice(0, 10),
  });
}

function inRange(what: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new RangeError(`Cannot record a playback event: ${what} must be ${min} to ${max}, got ${value}`);
}
