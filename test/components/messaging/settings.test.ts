import { describe, expect, it } from "@jest/globals";
import { type MessagingSettings, messagingSettingsProblems } from "../../../components/messaging/settings";
import { changed } from "../../support/declared";
import { settings } from "./messaging-settings";

const problems = (of: MessagingSettings) =>
  messagingSettingsProblems("messaging", of).map(({ path, reason }) => `${path}: ${reason}`);

describe("messagingSettingsProblems()", () => {
  it.each([
    ["archiveDays", [1, 3_650]],
    ["calendarRefreshMinutes", [5, 1_440]],
    ["releaseQueue.consumerTimeoutSeconds", [1, 7_200]],
    ["releaseQueue.visibilityTimeoutSeconds", [undefined, 180, 43_200]],
    ["releaseQueue.maxReceives", [1, 1_000]],
    ["releaseQueue.retentionDays", [1, 13]],
    ["releaseQueue.maxAgeSeconds", [60, 345_599]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends) expect(problems(changed(settings, path, value))).toEqual([]);
  });

  it.each([
    ["archiveDays", 0, "must be 1 to 3650 days, got 0"],
    ["archiveDays", 3_651, "must be 1 to 3650 days, got 3651"],
    ["calendarRefreshMinutes", 4, "must be 5 to 1440 minutes, got 4"],
    ["calendarRefreshMinutes", 1_441, "must be 5 to 1440 minutes, got 1441"],
    ["releaseQueue", undefined, "must be an object, got undefined"],
    ["releaseQueue.consumerTimeoutSeconds", 0, "must be 1 to 7200 seconds, got 0"],
    ["releaseQueue.consumerTimeoutSeconds", 7_201, "must be 1 to 7200 seconds, got 7201"],
    ["releaseQueue.visibilityTimeoutSeconds", 179, "must be six times consumerTimeoutSeconds or more (180), got 179"],
    ["releaseQueue.visibilityTimeoutSeconds", 43_201, "must be 0 to 43200 seconds, got 43201"],
    ["releaseQueue.maxReceives", 0, "must be 1 to 1000 receives, got 0"],
    ["releaseQueue.maxReceives", 1_001, "must be 1 to 1000 receives, got 1001"],
    ["releaseQueue.retentionDays", 0, "must be 1 to 13 days, got 0"],
    ["releaseQueue.retentionDays", 14, "must be 1 to 13 days, got 14"],
    ["releaseQueue.maxAgeSeconds", 59, "must be 60 to 1123200 seconds, got 59"],
    ["releaseQueue.maxAgeSeconds", 345_600, "must be less than retentionDays (345600 seconds), got 345600"],
    ["releaseQueue.maxAgeSeconds", "600", 'must be 60 to 1123200 seconds, got "600"'],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(changed(settings, path, value))).toEqual([`messaging.${path}: ${reason}`]);
  });

  it.each([undefined, null, 7, "queue", [], {}])("reports %p instead of throwing", (value) => {
    expect(problems(value as any).length).toBeGreaterThan(0);
    expect(problems(changed(settings, "releaseQueue", value)).length).toBeGreaterThan(0);
  });

  it("names a field that is none", () => {
    expect(problems(changed(settings, "releaseQueue.delay", 5))).toEqual([
      "messaging.releaseQueue.delay: must be one of the fields consumerTimeoutSeconds, visibilityTimeoutSeconds, " +
        "maxReceives, retentionDays, maxAgeSeconds",
    ]);
  });
});
