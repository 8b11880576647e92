const WITH_ZONE = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d)?)(?:\.\d+)?(Z|[+-]\d\d:\d\d)$/;
const WITHOUT_ZONE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const UNIX_SECONDS = /^\d{1,10}(\.\d+)?$/;
const UNIX_MILLIS = /^\d{12,13}$/;

/**
 * A moment as people and tools write it: ISO 8601 with its zone, a day (its midnight in UTC), or seconds or milliseconds since 1970.
 * @returns seconds since 1970, whole; a text says what is wrong.
 */
export function readTime(text: string): number | string {
  if (UNIX_SECONDS.test(text)) return Math.round(Number(text));
  if (UNIX_MILLIS.test(text)) return Math.round(Number(text) / 1000);
  const match = WITH_ZONE.exec(text);
  if (match !== null || DAY.test(text)) {
    const day = text.slice(0, 10);
    const millis = match === null ? Date.parse(`${day}T00:00:00Z`) : Date.parse(`${day}T${match[2]}${match[3]}`);
    // JavaScript takes the 30th of February for the 1st of March
    const calendar = new Date(Date.parse(`${day}T00:00:00Z`));
    const exists = !Number.isNaN(calendar.getTime()) && calendar.toISOString().startsWith(day);
    if (exists && !Number.isNaN(millis)) return Math.round(millis / 1000);
    return `time must exist, got "${text}"`;
  }
  if (WITHOUT_ZONE.test(text))
    return `time must say its zone, such as "${text.replace(" ", "T").slice(0, 19)}Z", got "${text}"`;
  return `time must be ISO 8601 with its zone, or seconds since 1970, got "${text.slice(0, 40)}"`;
}
