import { describe, expect, it } from "@jest/globals";
import { observabilitySettingsProblems } from "../../../components/observability/settings";
import { changed } from "../../support/declared";
import { settings } from "./observability-settings";

const problems = (of: unknown) =>
  observabilitySettingsProblems("observability", of).map(({ path, reason }) => `${path}: ${reason}`);

describe("observabilitySettingsProblems()", () => {
  it.each([
    ["metricRetentionDays", [1, 1_095]],
    ["history", [undefined]],
    ["history.retentionDays", [395, 3_650]],
    ["objectives.availabilityPercent", [94, 99.999]],
    ["objectives.quickPercent", [94, 99.999]],
    ["objectives.quickMillis", [1, 60_000]],
    ["objectives.minRequestsPerHour", [1, 1_000_000]],
    ["objectives.evacuateAtPercent", [5, 100]],
    ["services", [{}, { a: { p50Millis: 1, p95Millis: 2, p99Millis: 3 } }]],
    ["canary", [undefined]],
    ["canary.runtimeVersion", ["syn-nodejs-3.1", "syn-nodejs-10.0"]],
    ["canary.everyMinutes", [1, 60]],
    ["canary.timeoutSeconds", [15, 60]],
    ["canary.host", ["", "www", "a-1"]],
    ["canary.steps.0.path", ["/", "/api/catalog/titles?limit=1"]],
    ["canary.steps.0.status", [100, 599]],
    ["canary.steps.0.maxMillis", [1, 60_000]],
    ["canary.steps.0.contains", [undefined, "x", "x".repeat(200)]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends as unknown[]) expect(problems(changed(settings, path, value))).toEqual([]);
  });

  it.each([
    ["metricRetentionDays", 0, "must be 1 to 1095 days, got 0"],
    ["metricRetentionDays", 1_096, "must be 1 to 1095 days, got 1096"],
    ["history.retentionDays", 394, "must be 395 to 3650 days, got 394"],
    ["history.retentionDays", 3_651, "must be 395 to 3650 days, got 3651"],
    ["objectives", undefined, "must be an object, got undefined"],
    ["objectives.availabilityPercent", 93.9, "must be 94 to 99.999 percent, got 93.9"],
    ["objectives.availabilityPercent", 100, "must be 94 to 99.999 percent, got 100"],
    ["objectives.quickPercent", "99", 'must be 94 to 99.999 percent, got "99"'],
    ["objectives.quickMillis", 0, "must be 1 to 60000 milliseconds, got 0"],
    ["objectives.quickMillis", 60_001, "must be 1 to 60000 milliseconds, got 60001"],
    ["objectives.minRequestsPerHour", 0, "must be 1 to 1000000 requests, got 0"],
    ["objectives.minRequestsPerHour", 1_000_001, "must be 1 to 1000000 requests, got 1000001"],
    ["objectives.evacuateAtPercent", 4, "must be 5 to 100 percent, got 4"],
    ["objectives.evacuateAtPercent", 101, "must be 5 to 100 percent, got 101"],
    ["services.playback-service.p95Millis", 100, "must be more than p50Millis (100), got 100"],
    ["services.playback-service.p99Millis", 250, "must be more than p95Millis (250), got 250"],
    ["services.playback-service.p50Millis", undefined, "must be 1 to 60000 milliseconds, got undefined"],
    ["canary.runtimeVersion", "syn-1.0", 'must be a runtime such as "syn-nodejs-4.1", got "syn-1.0"'],
    ["canary.everyMinutes", 0, "must be 1 to 60 minutes, got 0"],
    ["canary.everyMinutes", 61, "must be 1 to 60 minutes, got 61"],
    ["canary.timeoutSeconds", 14, "must be 15 to 840 seconds, got 14"],
    ["canary.timeoutSeconds", 61, "must be at most everyMinutes (60 seconds), got 61"],
    ["canary.host", "www.", 'must be a host\'s name or empty, got "www."'],
    ["canary.steps", [], "must be a list of 1 to 20, got a list of 0"],
    ["canary.steps[0].name", "Page", 'must be up to 40 small letters, digits and hyphens, got "Page"'],
    ["canary.steps[0].path", "api", 'must start with a slash and hold no blanks, got "api"'],
    ["canary.steps[0].status", 99, "must be 100 to 599 as an HTTP status, got 99"],
    ["canary.steps[0].status", 600, "must be 100 to 599 as an HTTP status, got 600"],
    ["canary.steps[0].contains", "", 'must be text of 1 to 200 characters, got ""'],
  ])("names %s when it is %p", (path, value, reason) => {
    const at = path.replace("[0]", ".0");
    expect(problems(changed(settings, at, value))).toEqual([`observability.${path}: ${reason}`]);
  });

  it("names a service that Kubernetes could not have", () => {
    const services = { Playback: settings.services["playback-service"] };
    expect(problems({ ...settings, services })).toEqual([
      'observability.services.Playback: must be named as a Service of Kubernetes, got "Playback"',
    ]);
  });

  it.each([undefined, null, 7, "days", [], {}])("reports %p instead of throwing", (value) => {
    for (const path of ["objectives", "canary.steps"]) {
      expect(problems(changed(settings, path, value))).not.toEqual([]);
    }
    expect(problems(value)).not.toEqual([]);
  });
});
