import type { Client } from "pg";

/** A row of fact_watch_events as the tests make it. */
export interface WatchEvent {
  readonly event_ts: string;
  readonly event_id: string;
  readonly profile_id: number;
  readonly session_id: string;
  readonly title_id: number;
  readonly watch_seconds: number;
  readonly region: string;
  readonly device_type: string;
}

const REGIONS = ["US", "BR", "DE", "IN", "JP"];
const DEVICES = ["smart_tv", "mobile_android", "mobile_ios", "web"];

/** The same `count` events for the same `seed`, spread over [from, to) with the edges of UTC days among them. */
export function generatedEvents(count: number, from: Date, to: Date, seed: number): WatchEvent[] {
  const random = mulberry32(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  return Array.from({ length: count }, (_, index) => {
    const at = from.getTime() + below(to.getTime() - from.getTime());
    const midnight = at - (at % 86_400_000);
    const edge = [at, at, at, midnight, midnight + 86_399_999][below(5)]!;
    const profile = 1 + below(40);
    return {
      event_ts: new Date(Math.max(edge, from.getTime())).toISOString(),
      event_id: uuid(seed, index),
      profile_id: profile,
      session_id: uuid(seed + profile, below(30)), // few per profile, so that a session spans events and days
      title_id: 1 + below(25),
      watch_seconds: below(7200),
      region: REGIONS[below(REGIONS.length)]!,
      device_type: DEVICES[below(DEVICES.length)]!,
    };
  });
}

export async function insertEvents(db: Client, events: readonly WatchEvent[]): Promise<void> {
  await db.query(
    `INSERT INTO streaming.fact_watch_events
     SELECT * FROM json_populate_recordset(NULL::streaming.fact_watch_events, $1)`,
    [JSON.stringify(events)],
  );
}

/** A small generator with a known sequence per seed. Source: https://github.com/bryc/code/blob/master/jshash/PRNGs.md */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function uuid(high: number, low: number): string {
  return `${high.toString(16).padStart(8, "0")}-0000-7000-8000-${low.toString(16).padStart(12, "0")}`;
}
