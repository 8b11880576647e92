import type { ClientBase } from "pg";

/** Days of events to make, for a table like fact_watch_events. */
export interface EventDays {
  readonly start: Date;
  readonly days: number;
  readonly count: number;
  /** Number of the first event. Events with the same number, days and population are the same. */
  readonly firstNumber: number;
}

const DAY_MILLIS = 86_400_000;

/** Whole months before the present one that have events; one less than the partitions that the migrations make. */
const PAST_MONTHS = 23;

/** More viewers each month than in the one before. */
const MONTHLY_GROWTH = 1.02;

/** In a catalogue; the share of the title on rank n is 1/n of that on the first, as Zipf found for words. */
export const TITLE_COUNT = 5_000;

/** Fifty events each, most of them from few: the share of rank n falls with its square root. */
export function profileCount(eventCount: number): number {
  return Math.ceil(eventCount / 50);
}

/** The last 24 months until the midnight before `now`, in UTC, growing. */
export function monthsOfEvents(eventCount: number, now: Date): EventDays[] {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate());
  const firstOf = (month: number) => Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + month, 1);
  const months = Array.from({ length: PAST_MONTHS + 1 }, (_, i) => {
    const start = firstOf(i - PAST_MONTHS);
    const days = (Math.min(firstOf(i - PAST_MONTHS + 1), midnight) - start) / DAY_MILLIS;
    return { start: new Date(start), days, weight: days * MONTHLY_GROWTH ** i };
  });
  const whole = months.reduce((sum, { weight }) => sum + weight, 0);
  let before = 0;
  let firstNumber = 0;
  return months
    .filter(({ days }) => days > 0)
    .map(({ start, days, weight }) => {
      before += weight;
      const end = Math.round((eventCount * before) / whole);
      const month = { start, days, count: end - firstNumber, firstNumber };
      firstNumber = end;
      return month;
    });
}

/** `random(n, k)`: the same number from 0 to below 1 for the same arguments, everywhere. */
export const CREATE_RANDOM = `CREATE FUNCTION bench.random(n bigint, k integer) RETURNS float8 LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN (hashint8extended(n, k) & 1099511627775) / 1099511627776.0::float8`;

/** Regions with their share in percent, and the UTC hour in which their evening is at its height. Invented, but of that kind. */
const REGIONS = `(VALUES ('US', 35, 2), ('BR', 15, 0), ('IN', 15, 15), ('DE', 10, 20), ('JP', 10, 12), ('GB', 10, 21), ('MX', 5, 3))`;
const DEVICES = `(VALUES ('smart_tv', 40), ('mobile_android', 25), ('mobile_ios', 15), ('web', 10), ('tablet', 5), ('streaming_stick', 5))`;

const HUNDRED_REGIONS = `(SELECT array_agg(name ORDER BY name, i) AS names, array_agg(peak ORDER BY name, i) AS peaks
  FROM ${REGIONS} r(name, percent, peak) CROSS JOIN LATERAL generate_series(1, percent) i)`;
const HUNDRED_DEVICES = `(SELECT array_agg(name ORDER BY name, i) AS names
  FROM ${DEVICES} d(name, percent) CROSS JOIN LATERAL generate_series(1, percent) i)`;

/** In the order of their time, as they would come. Hours are spread like a triangle around the evening of their region. */
const INSERT = `
  SELECT event_ts,
    (lpad(to_hex((extract(epoch FROM event_ts) * 1000)::bigint), 12, '0') || '7' || left(noise, 3) || '8' || right(noise, 15))::uuid,
    profile_id, md5(profile_id || ' ' || day || ' ' || part)::uuid, title_id, watch_seconds, region, device
  FROM (SELECT n, md5(n::text) AS noise,
      1 + floor($5 * bench.random(n, 1) ^ 2)::bigint AS profile_id,
      floor($6 ^ bench.random(n, 2))::bigint AS title_id,
      floor(7200 * bench.random(n, 3) ^ 2)::integer AS watch_seconds,
      floor($2 * bench.random(n, 4))::integer AS day,
      1 + floor(100 * bench.random(n, 5))::integer AS place,
      1 + floor(100 * bench.random(n, 6))::integer AS on_device,
      floor(2 * bench.random(n, 7)) AS part,
      12 * (bench.random(n, 8) + bench.random(n, 9) - 1) AS hours_off
    FROM generate_series($3::bigint, $3::bigint + $4::bigint - 1) n) drawn
  CROSS JOIN ${HUNDRED_REGIONS} regions
  CROSS JOIN ${HUNDRED_DEVICES} devices
  CROSS JOIN LATERAL (SELECT $1::timestamptz + day * interval '1 day'
      + mod((regions.peaks[place] + hours_off + 24)::numeric, 24)::float8 * interval '1 hour' AS event_ts,
    regions.names[place] AS region, devices.names[on_device] AS device) placed
  ORDER BY event_ts`;

/** @param profiles of the whole population, see `profileCount` */
export async function insertEvents(db: ClientBase, table: string, days: EventDays, profiles: number): Promise<void> {
  const { start, days: dayCount, firstNumber, count } = days;
  const values = [start.toISOString(), dayCount, firstNumber, count, profiles, TITLE_COUNT];
  await db.query(`INSERT INTO ${table} ${INSERT}`, values);
}
