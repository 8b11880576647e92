import { MINUTES_OF_WEEK } from "./local-time";

const DAY_NAMES = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MINUTES_OF_DAY = 1_440;

/**
 * A floor for each minute of the local week, as KEDA's cron trigger holds it from `start` to `end`.
 * Source: https://keda.sh/docs/2.20/scalers/cron/
 * @returns a text that says what cannot be replayed: a day of the month, or a month.
 */
export function cronFloors(start: string, end: string, replicas: number): Float64Array | string {
  const [opens, shuts] = [minutesOf(start), minutesOf(end)];
  if (typeof opens === "string") return opens;
  if (typeof shuts === "string") return shuts;
  const floors = new Float64Array(MINUTES_OF_WEEK);
  if (opens.size === 0) return floors;
  // Twice round the week: where it begins, the window may have opened at its end.
  let open = false;
  for (let round = 0; round < 2 * MINUTES_OF_WEEK; round++) {
    const minute = round % MINUTES_OF_WEEK;
    if (shuts.has(minute)) open = false;
    if (opens.has(minute)) open = true;
    floors[minute] = open ? replicas : 0;
  }
  return floors;
}

/** Minutes of the week on which a line of cron falls. */
function minutesOf(line: string): Set<number> | string {
  const fields = line.trim().split(/\s+/);
  const [minute = "", hour = "", dayOfMonth, month, dayOfWeek = ""] = fields;
  if (fields.length !== 5) return `cron must have five fields, got "${line}"`;
  if (dayOfMonth !== "*" || month !== "*") return `cron must be about days of the week, got "${line}"`;
  const [minutes, hours] = [numbersOf(minute, 59), numbersOf(hour, 23)];
  const days = numbersOf(
    dayOfWeek.toLowerCase().replace(/[a-z]+/g, (name) => `${DAY_NAMES.indexOf(name)}`),
    7,
  );
  if (minutes === undefined || hours === undefined || days === undefined) return `cron cannot be read, got "${line}"`;
  const all = days.flatMap((day) => hours.flatMap((h) => minutes.map((m) => (day % 7) * MINUTES_OF_DAY + h * 60 + m)));
  return new Set(all);
}

/** `*`, numbers, ranges and steps, in lists. */
function numbersOf(field: string, max: number): number[] | undefined {
  const all: number[] = [];
  for (const part of field.split(",")) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (match === null) return undefined;
    const [, first, last, step] = match;
    const from = Number(first ?? 0);
    const to = first === undefined ? max : Number(last ?? (step === undefined ? first : max));
    if (to > max || from > to || step === "0") return undefined;
    for (let value = from; value <= to; value += Number(step ?? 1)) all.push(value);
  }
  return all;
}
