import { describe, expect, it } from "@jest/globals";
import { forecastRuleGroups, LEAD_SECONDS as RULES_LEAD } from "../../../components/service/prediction/forecast-rules";
import {
  concerns,
  expectedMultiplier,
  isOpen,
  LEAD_SECONDS,
  RUSH_SECONDS,
  windowName,
  windowOf,
} from "../../../runtime/release-calendar/window";
import { AUDIENCE, release } from "./releases";

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);

describe("a window", () => {
  it("is as long as those of the recording rules", () => {
    const moment = at("08:00:00") / 1_000;
    const [first] = forecastRuleGroups({
      region: "us-east-1",
      requestsPerSecondPerPod: 1,
      maxReplicas: 10,
      releases: [{ id: "a", at: "2026-11-20T08:00:00Z", multiplier: 2 }],
      runbookBaseUrl: "https://example.com",
    })[0]!.rules;
    expect(RULES_LEAD).toBe(LEAD_SECONDS);
    expect(first!.expr).toContain(`>= ${moment - LEAD_SECONDS})`);
    expect(first!.expr).toContain(`< ${moment + RUSH_SECONDS})`);
  });

  it.each([
    ["07:49:59.999", false],
    ["07:50:00", true],
    ["08:14:59.999", true],
    ["08:15:00", false],
  ])("at %s is open: %p", (time, expected) => {
    expect(isOpen(release(), at(time))).toBe(expected);
  });

  it.each([
    ["07:00:00", "2026-11-20T07:50:00.000Z"],
    ["07:49:00", "2026-11-20T07:50:00.000Z"],
    ["07:49:00.001", "2026-11-20T07:50:01.000Z"],
    ["07:55:00", "2026-11-20T07:56:00.000Z"],
    ["08:14:59.999", "2026-11-20T08:16:00.000Z"],
  ])("that is planned at %s opens at %s", (time, expected) => {
    expect(windowOf(release(), "release-", at(time))).toEqual({
      name: "release-42",
      atMillis: Date.parse(expected),
      description: "Capacity ahead of the release of 42 at 2026-11-20T08:00:00.000Z",
      message: JSON.stringify({
        titleId: "42",
        releaseAt: "2026-11-20T08:00:00.000Z",
        expectedPeakViewers: 1_500,
        rushMinutes: 30,
      }),
    });
  });

  it("is not planned once it is over", () => {
    expect(windowOf(release(), "release-", at("08:15:00"))).toBe(undefined);
  });
});

describe("windowName", () => {
  it.each([
    [56, 64],
    [57, 64],
    [64, 64],
  ])("of a title of %i characters has %i", (length, expected) => {
    expect(windowName("release-", "x".repeat(length))).toHaveLength(expected);
  });

  it("tells titles apart that differ at their end only", () => {
    const long = "x".repeat(63);
    expect(windowName("release-", `${long}a`)).not.toBe(windowName("release-", `${long}b`));
    expect(windowName("release-", `${long}a`)).toMatch(/^release-x{39}-[0-9a-f]{16}$/);
  });
});

describe("expectedMultiplier", () => {
  it("is nothing without a release", () => {
    expect(expectedMultiplier([], AUDIENCE)).toBe(undefined);
  });

  it.each([
    [[1_500], 2.5],
    [[0], 1],
    [[1], 1.01], // rounded up
    [[1_100], 2.1],
    [[1_500, 700], 3.2], // they come on top of each other
    [[8_990], 9.99],
    [[9_000], 10],
    [[1_000_000], 10],
  ])("of %p viewers over a thousand is %d", (viewers, expected) => {
    const open = viewers.map((expectedPeakViewers, i) => release({ titleId: `${i}`, expectedPeakViewers }));
    expect(expectedMultiplier(open, AUDIENCE)).toBe(expected);
  });

  it("compares with the hour in which the window opens, in UTC", () => {
    const usualViewersByHour = AUDIENCE.usualViewersByHour.map((_, hour) => (hour === 7 ? 500 : 1_000));
    expect(expectedMultiplier([release()], { ...AUDIENCE, usualViewersByHour })).toBe(4);
  });
});

describe("concerns", () => {
  it.each([
    [[], [], true],
    [[], ["DE"], true],
    [["DE"], [], true],
    [["DE", "FR"], ["FR", "ES"], true],
    [["DE"], ["FR"], false],
  ])("a release in %p a region of %p: %p", (countries, served, expected) => {
    expect(concerns(release({ countries }), { ...AUDIENCE, countries: served })).toBe(expected);
  });
});
