import type { Client } from "pg";
import type { Spread } from "../spread";
import { DECLARED, type EventsDatabase } from "./events-database";
import { type EventDays, insertEvents, monthsOfEvents, profileCount } from "./generated-events";
import type { Part, PartContext } from "./part";
import type { ResultTable } from "./result-table";
import { mustAgree, ratioOf, spreadOf, takeTurns } from "./turns";

const VIEW = "streaming.daily_user_metrics";
const LIVE = "streaming.daily_user_metrics_live";

/** Share of a day's events that come up to a week late. Invented: players that were offline. */
const LATE_RATIO = 0.01;
const LATE_DAYS = 7;

/** Between two questions of the reader beside a refresh. Unit: milliseconds. */
const READER_PAUSE_MILLIS = 5;

interface Refreshed {
  readonly millis: number;
  readonly walBytes: number;
  /** Slowest read of one profile's days meanwhile. */
  readonly slowestReadMillis: number;
}

/** `npm run bench -- data --part refresh` */
export const refreshPart: Part = {
  name: "refresh",
  missing: () => undefined,
  async run(context) {
    const database = await context.database();
    const { db } = database;
    await db.query("SELECT streaming.refresh_daily_user_metrics()");
    context.progress("refresh: view filled for the first time");
    await db.query(ROLL_UP);
    await db.query(`VACUUM (ANALYZE) ${VIEW}, streaming.daily_user_metrics_rollup`);
    context.progress("refresh: roll-up filled for the first time");
    await mustBeEqual(db);

    const batches = new NewEvents(db, context.eventCount);
    const figures = await takeTurns(context.runs, sides(database, batches, context));
    await db.query(REFRESH);
    await db.query(ROLL_UP);
    await mustBeEqual(db);
    return [refreshTable(figures, (await db.query(`SELECT count(*)::int AS rows FROM ${VIEW}`)).rows[0].rows)];
  },
};

type Side = "plain" | "concurrent" | "day" | "late";

const REFRESH = `REFRESH MATERIALIZED VIEW ${VIEW}`;
const ROLL_UP = "CALL streaming.roll_up_dirty_days()";

/** Each is brought up to date and gets new events before it is measured. */
function sides({ server, db }: EventsDatabase, batches: NewEvents, { runs, progress }: PartContext) {
  const side = (name: Side, table: string, late: boolean, sql: string) => async (turn: number) => {
    await db.query(table === VIEW ? REFRESH : ROLL_UP);
    await batches.insert(late);
    const reader = await server.connect("streaming");
    const refreshed = await measured(db, reader, table, sql);
    await reader.end();
    progress(`refresh: turn ${turn + 1} of ${runs}, ${name}`);
    return refreshed;
  };
  return {
    plain: side("plain", VIEW, false, REFRESH),
    concurrent: side("concurrent", VIEW, false, "SELECT streaming.refresh_daily_user_metrics()"),
    day: side("day", LIVE, false, ROLL_UP),
    late: side("late", LIVE, true, ROLL_UP),
  };
}

/** Batches of yesterday's size, one after another, never the same. */
class NewEvents {
  private firstNumber: number;
  private readonly yesterday: EventDays;

  constructor(
    private readonly db: Client,
    private readonly eventCount: number,
  ) {
    const { start, days, count } = monthsOfEvents(eventCount, new Date()).at(-1) as EventDays;
    const yesterday = new Date(start.getTime() + (days - 1) * 86_400_000);
    this.firstNumber = eventCount;
    this.yesterday = { start: yesterday, days: 1, count: Math.ceil(count / days), firstNumber: eventCount };
  }

  async insert(late: boolean): Promise<void> {
    const { start, count } = this.yesterday;
    const lateCount = late ? Math.ceil(count * LATE_RATIO) : 0;
    await this.insertDays(start, 1, count - lateCount);
    if (late) await this.insertDays(new Date(start.getTime() - LATE_DAYS * 86_400_000), LATE_DAYS, lateCount);
  }

  private async insertDays(start: Date, days: number, count: number): Promise<void> {
    const { firstNumber } = this;
    this.firstNumber += count;
    await insertEvents(this.db, DECLARED, { start, days, count, firstNumber }, profileCount(this.eventCount));
  }
}

async function measured(db: Client, reader: Client, table: string, sql: string): Promise<Refreshed> {
  const read = () => reader.query(`SELECT * FROM ${table} WHERE profile_id = $1`, [1]);
  await read(); // what a new connection has to learn first is not the refresh's fault
  const lsn = async () => (await db.query("SELECT pg_current_wal_insert_lsn() AS lsn")).rows[0].lsn;
  const before = await lsn();
  let running = true;
  const reads = readUntil(read, () => !running);
  const started = performance.now();
  await db.query(sql);
  const millis = performance.now() - started;
  running = false;
  const slowestReadMillis = await reads;
  const { rows } = await db.query("SELECT pg_wal_lsn_diff($1, $2)::float8 AS bytes", [await lsn(), before]);
  return { millis, walBytes: rows[0].bytes, slowestReadMillis };
}

async function readUntil(read: () => Promise<unknown>, ended: () => boolean): Promise<number> {
  let slowest = 0;
  do {
    const started = performance.now();
    await read();
    slowest = Math.max(slowest, performance.now() - started);
    await new Promise((resolve) => setTimeout(resolve, READER_PAUSE_MILLIS));
  } while (!ended());
  return slowest;
}

async function mustBeEqual(db: Client): Promise<void> {
  const one = async (table: string) => {
    const { rows } = await db.query(
      `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(m::text, ' ' ORDER BY m::text)), '') AS answer
       FROM (SELECT profile_id, activity_date, sessions, total_watch_time, unique_titles FROM ${table}) m`,
    );
    return rows[0].answer;
  };
  mustAgree("metrics per profile and day", { view: await one(VIEW), "roll-up": await one(LIVE) });
}

const NAMES: Readonly<Record<Side, string>> = {
  plain: "whole, REFRESH",
  concurrent: "whole, REFRESH CONCURRENTLY",
  day: "roll-up of one new day",
  late: "roll-up of a new day and a week's late events",
};

function refreshTable(figures: Readonly<Record<Side, readonly Refreshed[]>>, viewRows: number): ResultTable {
  const mib = ({ walBytes }: Refreshed) => walBytes / 1024 ** 2;
  const millis = ({ millis }: Refreshed) => millis;
  const row = (side: Side): (string | Spread)[] => [
    NAMES[side],
    spreadOf(figures[side], millis),
    ratioOf(figures.concurrent, figures[side], millis),
    spreadOf(figures[side], mib),
    spreadOf(figures[side], ({ slowestReadMillis }) => slowestReadMillis),
  ];
  return {
    title: `Refresh of ${viewRows} profile days (90 days) after a day's new events`,
    header: ["way", "ms", "CONCURRENTLY / this", "WAL MiB", "slowest read beside it ms"],
    rows: (Object.keys(NAMES) as Side[]).map(row),
    notes: [
      "Both ways hold the same rows before and after. WAL without full-page images, which the server is told not to write.",
    ],
  };
}
