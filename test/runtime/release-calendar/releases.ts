import type { ContentEvents } from "../../../components/messaging/content-events";
import type { Release } from "../../../runtime/release-calendar/announcement";

export type Detail = ContentEvents["ContentReleaseScheduled"];

/** A release at eight, of 1,500 viewers. */
export const detail = (changes: Partial<Detail> = {}): Detail => ({
  titleId: "42",
  releaseAt: "2026-11-20T08:00:00Z",
  expectedPeakViewers: 1_500,
  rushMinutes: 30,
  countries: [],
  cancelled: false,
  ...changes,
});

/** As EventBridge puts it into the queue. */
export function announced(changes: Partial<Detail> = {}, time = "2026-11-19T10:00:00Z", event: object = {}): string {
  return JSON.stringify({
    version: "0",
    id: "0d1f",
    "detail-type": "ContentReleaseScheduled",
    source: "streaming.catalog",
    account: "111122223333",
    time,
    region: "us-east-1",
    resources: [],
    detail: detail(changes),
    ...event,
  });
}

export const release = (changes: Partial<Release> = {}): Release => ({
  titleId: "42",
  releaseAtMillis: Date.parse("2026-11-20T08:00:00Z"),
  expectedPeakViewers: 1_500,
  rushMinutes: 30,
  countries: [],
  ...changes,
});

/** A thousand viewers at any hour. */
export const AUDIENCE = { usualViewersByHour: new Array<number>(24).fill(1_000), countries: [] as readonly string[] };
