import { describe, expect, it } from "@jest/globals";
import { CALENDAR_REFRESH } from "../../../components/messaging/content-events";
import { messageOf, momentOf, PoisonError } from "../../../runtime/release-calendar/announcement";
import { announced, detail, release } from "./releases";

const saidAtMillis = Date.parse("2026-11-19T10:00:00Z");

describe("messageOf", () => {
  it("reads an announcement", () => {
    expect(messageOf(announced())).toEqual({ kind: "announcement", titleId: "42", saidAtMillis, release: release() });
  });

  it("reads a cancellation by its title alone", () => {
    const body = announced({}, undefined, { detail: { titleId: "42", cancelled: true } });
    expect(messageOf(body)).toEqual({ kind: "announcement", titleId: "42", saidAtMillis, release: undefined });
  });

  it("reads the order to write the calendar anew", () => {
    expect(messageOf(JSON.stringify(CALENDAR_REFRESH))).toEqual({ kind: "refresh" });
  });

  it.each<[string, string]>([
    ["", "must be JSON"],
    ["null", "must be an event with a detail"],
    ["[]", "must be an event with a detail"],
    [announced({}, undefined, { detail: null }), "must be an event with a detail"],
    [announced({}, undefined, { source: "other" }), "got ContentReleaseScheduled of other"],
    [announced({}, undefined, { "detail-type": "ContentPublished" }), "got ContentPublished of streaming.catalog"],
    [JSON.stringify({ ...CALENDAR_REFRESH, source: "streaming.catalog" }), "got ReleaseCalendarRefresh"],
    [announced({ titleId: "*" }), 'titleId must be 1 to 64 letters, digits, _ or -, got "*"'],
    [announced({ titleId: "" }), "titleId must be"],
    [announced({ titleId: "x".repeat(65) }), "titleId must be"],
    [announced({}, "yesterday"), 'time must be UTC such as "2026-11-20T08:00:00Z", got "yesterday"'],
    [announced({ releaseAt: "2026-02-30T08:00:00Z" }), "releaseAt must be UTC"],
    [announced({ releaseAt: "2026-11-20T08:00:00+01:00" }), "releaseAt must be UTC"],
    [announced({ releaseAt: "2026-11-20T25:00:00Z" }), "releaseAt must be UTC"],
    [announced({ expectedPeakViewers: -1 }), "expectedPeakViewers must be 0 or more viewers, got -1"],
    [
      announced({ expectedPeakViewers: "9" as unknown as number }),
      'expectedPeakViewers must be 0 or more viewers, got "9"',
    ],
    [announced({ rushMinutes: -1 }), "rushMinutes must be 0 or more minutes, got -1"],
    [announced({ countries: ["de"] }), 'countries must be ISO 3166-1 alpha-2 codes, got ["de"]'],
    [announced({ countries: "DE" as unknown as string[] }), "countries must be ISO 3166-1 alpha-2 codes"],
    [announced({ cancelled: undefined as unknown as boolean }), "cancelled must be true or false, got nothing"],
  ])("refuses %s", (body, reason) => {
    expect(() => messageOf(body)).toThrow(PoisonError);
    expect(() => messageOf(body)).toThrow(reason);
  });

  it("takes the ends of every range", () => {
    const changes = { titleId: "x".repeat(64), expectedPeakViewers: 0, rushMinutes: 0, countries: ["DE", "AT"] };
    const { titleId, expectedPeakViewers, rushMinutes, countries } = detail(changes);
    expect(messageOf(announced(changes))).toEqual({
      kind: "announcement",
      titleId,
      saidAtMillis,
      release: release({ titleId, expectedPeakViewers, rushMinutes, countries }),
    });
  });
});

describe("momentOf", () => {
  it("cuts to the second, as the bus dates events", () => {
    expect(momentOf("time", "2026-11-19T10:00:00.999Z")).toBe(saidAtMillis);
  });
});
