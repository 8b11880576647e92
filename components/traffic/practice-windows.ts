const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

/** Practice runs start when people who can look at them are not far from their desks, and never into a weekend. */
const PRACTICE_DAYS = [1, 2, 3]; // Tuesday to Thursday

/** Long enough that AWS, which chooses the moment, always finds one; a run takes half an hour. */
const WINDOW_HOURS = 4;

/**
 * When a zone may be taken out for practice: from the region's quiet hour on, Tuesday to Thursday. Unit of the hour: hour of the day
 * in UTC, 0 to 23. As ARC writes windows: `Tue:03:00-Tue:07:00`.
 * Source: https://docs.aws.amazon.com/arc-zonal-shift/latest/api/API_PracticeRunConfiguration.html
 */
export function practiceWindows(quietHourUtc: number): string[] {
  const moment = (day: number, hour: number) =>
    `${DAYS[(day + Math.floor(hour / 24)) % 7]}:${String(hour % 24).padStart(2, "0")}:00`;
  return PRACTICE_DAYS.map((day) => `${moment(day, quietHourUtc)}-${moment(day, quietHourUtc + WINDOW_HOURS)}`);
}
