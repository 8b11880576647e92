import { describe, expect, it } from "@jest/globals";
import { settingsOf } from "../../../runtime/release-calendar/settings";
import { ENVIRONMENT } from "./environment";

const { QUEUE_URL, RELEASE_WINDOWS_QUEUE_ARN, SCHEDULE_ROLE_ARN, CATALOGUE_URL } = ENVIRONMENT;

describe("settingsOf", () => {
  it("reads the environment that the platform sets", () => {
    expect(settingsOf(ENVIRONMENT)).toEqual({
      region: "us-east-1",
      queueUrl: QUEUE_URL,
      windows: {
        queueArn: RELEASE_WINDOWS_QUEUE_ARN,
        scheduleGroup: "group-1",
        scheduleRoleArn: SCHEDULE_ROLE_ARN,
      },
      schedulePrefix: "release-",
      catalogueUrl: CATALOGUE_URL,
      audience: { usualViewersByHour: new Array(24).fill(1_000), countries: [] },
      catalogueSeconds: 300,
      port: 9102,
    });
  });

  it("reads viewers of every hour, countries and how often the catalogue is read", () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour + 1);
    const found = settingsOf({
      ...ENVIRONMENT,
      USUAL_VIEWERS: hours.join(", "),
      SERVED_COUNTRIES: "DE, AT",
      CATALOGUE_SECONDS: "30",
      METRICS_PORT: "0",
    });
    expect([found.audience, found.catalogueSeconds, found.port]).toEqual([
      { usualViewersByHour: hours, countries: ["DE", "AT"] },
      30,
      0,
    ]);
  });

  it.each([
    ["AWS_REGION", "us-east", "a region"],
    ["QUEUE_URL", "queue", "a URL"],
    ["QUEUE_URL", "ftp://example.com", "a URL"],
    ["RELEASE_WINDOWS_QUEUE_ARN", "windows", "the ARN of a queue"],
    ["SCHEDULE_GROUP", "", "the name of a group"],
    ["SCHEDULE_GROUP", "x".repeat(65), "the name of a group"],
    ["SCHEDULE_ROLE_ARN", "role", "the ARN of a role"],
    ["SCHEDULE_NAME_PREFIX", "a/b", "up to 40 letters, digits, - and _"],
    ["SCHEDULE_NAME_PREFIX", "x".repeat(41), "up to 40 letters, digits, - and _"],
    ["CATALOGUE_URL", "/releases", "a URL"],
    ["USUAL_VIEWERS", "0", "a number above 0, or 24 of them, one for each hour in UTC"],
    ["USUAL_VIEWERS", "1,2", "a number above 0, or 24 of them, one for each hour in UTC"],
    ["USUAL_VIEWERS", `${"1,".repeat(23)}`, "a number above 0, or 24 of them, one for each hour in UTC"],
    ["SERVED_COUNTRIES", "de", "ISO 3166-1 alpha-2 codes with commas between"],
    ["CATALOGUE_SECONDS", "29", "30 to 3600 seconds"],
    ["CATALOGUE_SECONDS", "3601", "30 to 3600 seconds"],
    ["METRICS_PORT", "65536", "a port"],
  ])("refuses %s of %p", (name, value, rule) => {
    expect(() => settingsOf({ ...ENVIRONMENT, [name]: value })).toThrow(
      new Error(`Cannot start the release calendar\n  ${name}: must be ${rule}, got ${JSON.stringify(value)}`),
    );
  });

  it("plans no windows where the platform has no queue of them", () => {
    const { RELEASE_WINDOWS_QUEUE_ARN: _, SCHEDULE_GROUP: __, SCHEDULE_ROLE_ARN: ___, ...others } = ENVIRONMENT;
    expect(settingsOf(others).windows).toBe(undefined);
  });

  it("names everything that is missing at once", () => {
    const lines = ["AWS_REGION", "QUEUE_URL", "SCHEDULE_GROUP", "SCHEDULE_ROLE_ARN", "CATALOGUE_URL", "USUAL_VIEWERS"];
    const pattern = lines.map((name) => `${name}: must be .*, got nothing`).join("\\n  ");
    expect(() => settingsOf({ RELEASE_WINDOWS_QUEUE_ARN })).toThrow(
      new RegExp(`^Cannot start the release calendar\\n  ${pattern}$`),
    );
  });
});
