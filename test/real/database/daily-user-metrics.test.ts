import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import type { Client } from "pg";
import { migratedDatabase, type PostgresServer, startPostgres } from "../../support/postgres";
import { generatedEvents, insertEvents, type WatchEvent } from "../../support/watch-events";

const DAY_MILLIS = 86_400_000;
const midnight = new Date(Math.floor(Date.now() / DAY_MILLIS) * DAY_MILLIS);
const daysAgo = (days: number) => new Date(midnight.getTime() - days * DAY_MILLIS);

let server: PostgresServer;
let db: Client;
let events: WatchEvent[];

beforeAll(async () => {
  server = await startPostgres();
  db = await migratedDatabase(server);
  await db.query("SET timezone TO 'Asia/Kolkata'"); // a reader's zone must not move the days
  events = generatedEvents(6000, daysAgo(120), midnight, 7);
  await insertEvents(db, events);
});
afterAll(() => server?.stop());

/** The metrics by the definition: a loop over the events. */
function naive(all: readonly WatchEvent[], since: Date) {
  const groups = new Map<string, WatchEvent[]>();
  for (const event of all.filter(({ event_ts }) => new Date(event_ts) >= since)) {
    const key = `${String(event.profile_id).padStart(4, "0")} ${event.event_ts.slice(0, 10)}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.keys()].sort().map((key) => ({
    key,
    sessions: new Set(groups.get(key)!.map(({ session_id }) => session_id)).size,
    total_watch_time: groups.get(key)!.reduce((sum, { watch_seconds }) => sum + watch_seconds, 0),
    unique_titles: new Set(groups.get(key)!.map(({ title_id }) => title_id)).size,
  }));
}

async function stored(view: string, client = db) {
  const { rows } =
    await client.query(`SELECT to_char(profile_id, 'FM0000') || ' ' || to_char(activity_date, 'YYYY-MM-DD') AS key,
    sessions::int, total_watch_time::int, unique_titles::int FROM ${view} ORDER BY 1`);
  return rows;
}

describe("daily_user_metrics", () => {
  it("holds what a loop over the events of 90 days finds", async () => {
    await db.query("SELECT streaming.refresh_daily_user_metrics()");
    const expected = naive(events, daysAgo(90));
    expect(expected.length).toBeGreaterThan(2000);
    expect(await stored("daily_user_metrics")).toEqual(expected);
  });

  it("lets readers read the old rows while a refresh runs, which a plain refresh does not", async () => {
    const before = await stored("daily_user_metrics");
    const more = generatedEvents(50, daysAgo(2), midnight, 8);
    await insertEvents(db, more);
    events = [...events, ...more];
    const refresher = await server.connect("streaming");
    const reader = await server.connect("streaming");
    await reader.query("SET statement_timeout TO 500");

    await refresher.query("BEGIN");
    await refresher.query("SELECT streaming.refresh_daily_user_metrics()"); // done but for the commit: all locks are held
    expect(await stored("daily_user_metrics", reader)).toEqual(before);
    await refresher.query("COMMIT");
    expect(await stored("daily_user_metrics", reader)).toEqual(naive(events, daysAgo(90)));

    await refresher.query("BEGIN");
    await refresher.query("REFRESH MATERIALIZED VIEW streaming.daily_user_metrics");
    await expect(stored("daily_user_metrics", reader)).rejects.toMatchObject({ code: "57014" });
    await refresher.query("ROLLBACK");
  });
});

describe("daily_user_metrics_live", () => {
  const dirtyDays = async () =>
    (
      await db.query(
        "SELECT DISTINCT to_char(activity_date, 'YYYY-MM-DD') AS day FROM streaming.watch_dirty_days ORDER BY 1",
      )
    ).rows;
  const day = (date: Date) => date.toISOString().slice(0, 10);

  it("holds the same rows as the view after a roll-up of the changed days", async () => {
    await db.query("CALL streaming.roll_up_dirty_days()");
    expect(await stored("daily_user_metrics_live")).toEqual(naive(events, daysAgo(90)));
    expect(await dirtyDays()).toEqual([]);
  });

  it("recomputes only the days that an insert, an update or an erasure touched", async () => {
    const late = generatedEvents(20, daysAgo(40), daysAgo(39), 9);
    await insertEvents(db, late);
    expect(await dirtyDays()).toEqual([{ day: day(daysAgo(40)) }]);
    await db.query("CALL streaming.roll_up_dirty_days()");

    await db.query("DELETE FROM fact_watch_events WHERE profile_id = 3 AND event_ts >= $1 AND event_ts < $2", [
      daysAgo(6),
      daysAgo(5),
    ]);
    await db.query("UPDATE fact_watch_events SET watch_seconds = 1 WHERE event_ts >= $1 AND event_ts < $2", [
      daysAgo(4),
      daysAgo(3),
    ]);
    expect(await dirtyDays()).toEqual([{ day: day(daysAgo(6)) }, { day: day(daysAgo(4)) }]);
    await db.query("CALL streaming.roll_up_dirty_days()");

    const within = ({ event_ts }: WatchEvent, from: number) => day(daysAgo(from)) === event_ts.slice(0, 10);
    events = [...events, ...late]
      .filter((event) => !(event.profile_id === 3 && within(event, 6)))
      .map((event) => (within(event, 4) ? { ...event, watch_seconds: 1 } : event));
    expect(await stored("daily_user_metrics_live")).toEqual(naive(events, daysAgo(90)));
  });

  it("loses no event that commits while its day is being recomputed", async () => {
    const slow = await server.connect("streaming");
    const event = generatedEvents(1, daysAgo(1), midnight, 10);
    await slow.query("BEGIN");
    await insertEvents(slow, event);
    await db.query("SELECT streaming.roll_up_day($1)", [day(daysAgo(1))]); // does not see it
    await slow.query("COMMIT");
    expect(await dirtyDays()).toEqual([{ day: day(daysAgo(1)) }]);
    await db.query("CALL streaming.roll_up_dirty_days()");
    events = [...events, ...event];
    expect(await stored("daily_user_metrics_live")).toEqual(naive(events, daysAgo(90)));
  });

  it("lets two roll-ups of one day run at once", async () => {
    await insertEvents(db, generatedEvents(5, daysAgo(1), midnight, 11));
    const [first, second] = [await server.connect("streaming"), await server.connect("streaming")];
    await Promise.all([first, second].map((client) => client.query("CALL streaming.roll_up_dirty_days()")));
    expect(await dirtyDays()).toEqual([]);
  });
});
