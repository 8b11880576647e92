/**
 * What the catalogue says about titles, and the contract between it and everybody who listens: field names only ever join, with a
 * meaning for those who do not know them yet. Nothing of Pulumi here, so that code that runs inside the platform reads it too.
 */
export interface ContentEvents {
  /** A title will be released; said again with another time or expectation it replaces what was said, and `cancelled` takes it back. */
  readonly ContentReleaseScheduled: {
    readonly titleId: string;
    /** ISO 8601 in UTC, e.g. `2026-11-20T08:00:00Z`. */
    readonly releaseAt: string;
    /** Most viewers at once that this title alone is expected to draw. */
    readonly expectedPeakViewers: number;
    /** How long the expected rush lasts. Unit: minutes. */
    readonly rushMinutes: number;
    /** Countries of the release, ISO 3166-1 alpha-2; empty means everywhere. */
    readonly countries: readonly string[];
    readonly cancelled: boolean;
  };
  /** A title can be watched from now on. */
  readonly ContentPublished: {
    readonly titleId: string;
    readonly publishedAt: string;
  };
  /** Something about a title changed: caches that hold it are stale. */
  readonly ContentUpdated: {
    readonly titleId: string;
    /** What changed, so that nobody throws away pictures because of a subtitle. */
    readonly parts: readonly ContentPart[];
  };
}

export type ContentPart = "artwork" | "manifest" | "metadata" | "rights" | "subtitles";

export type ContentEventType = keyof ContentEvents;

export const CONTENT_EVENT_TYPES: readonly ContentEventType[] = [
  "ContentReleaseScheduled",
  "ContentPublished",
  "ContentUpdated",
];

/** Who says so. */
export const CONTENT_EVENT_SOURCE = "streaming.catalog";

/** An event as EventBridge delivers it; `id` stays the same when it is delivered again, hence serves to drop the second. */
export interface ContentEvent<Type extends ContentEventType = ContentEventType> {
  readonly id: string;
  readonly source: typeof CONTENT_EVENT_SOURCE;
  readonly "detail-type": Type;
  /** When it was said. ISO 8601 in UTC. */
  readonly time: string;
  readonly region: string;
  readonly detail: ContentEvents[Type];
}

/** Tells the release calendar's worker, in the same envelope, to write the calendar anew although nothing was announced. */
export const CALENDAR_REFRESH = {
  source: "streaming.scheduler",
  "detail-type": "ReleaseCalendarRefresh",
  detail: {},
} as const;

/** EventBridge pattern of events of these types, as its rules want it. */
export function contentEventPattern(types: readonly ContentEventType[]): string {
  return JSON.stringify({ source: [CONTENT_EVENT_SOURCE], "detail-type": types });
}
