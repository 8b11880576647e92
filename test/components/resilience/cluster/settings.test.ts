import { describe, expect, it } from "@jest/globals";
import { loadSettingsProblems } from "../../../../components/resilience/cluster/settings";
import { changed } from "../../../support/declared";
import { full } from "./samples";

const problems = (of: unknown) => loadSettingsProblems("load", of).map(({ path, reason }) => `${path}: ${reason}`);

describe("loadSettingsProblems()", () => {
  it.each<[string, unknown[]]>([
    ["profile.peakPerSecond", [1, 1_000_000]],
    ["profile.releaseMultiplier", [1.1, 10]],
    ["profile.soakHours", [1, 24]],
    ["limits.p50Millis", [1, 250]],
    ["limits.p95Millis", [60, 800]],
    ["limits.p99Millis", [250, 60_000]],
    ["limits.failedPercent", [0.001, 5]],
    ["loadTests", [undefined]],
    ["loadTests.runners", [1, 100]],
    ["loadTests.runner.cpuMillis", [100, 32_000]],
    ["loadTests.runner.memoryMiB", [128, 131_072]],
    ["loadTests.run", [[], ["expected-peak"], ["release-spike"], ["soak"]]],
    ["regression", [undefined]],
    ["regression.dayOfWeek", [0, 6]],
    ["regression.requestsPerSecond", [1, 10_000]],
    ["regression.minutes", [1, 50]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends) expect(problems(changed(full, path, value))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["profile.peakPerSecond", 0, "must be 1 to 1000000 requests a second, got 0"],
    ["profile.peakPerSecond", 1_000_001, "must be 1 to 1000000 requests a second, got 1000001"],
    ["profile.releaseMultiplier", 1, "must be 1.1 to 10 times the load before, got 1"],
    ["profile.releaseMultiplier", 10.1, "must be 1.1 to 10 times the load before, got 10.1"],
    ["profile.soakHours", 0, "must be 1 to 24 hours, got 0"],
    ["profile.soakHours", 25, "must be 1 to 24 hours, got 25"],
    ["limits.p50Millis", 0, "must be 1 to 60000 milliseconds, got 0"],
    ["limits.p95Millis", 59, "must be p50Millis or more, got 59"],
    ["limits.p99Millis", 249, "must be p95Millis or more, got 249"],
    ["limits.p99Millis", 60_001, "must be 1 to 60000 milliseconds, got 60001"],
    ["limits.failedPercent", 0, "must be 0.001 to 5 percent, got 0"],
    ["limits.failedPercent", 5.1, "must be 0.001 to 5 percent, got 5.1"],
    ["loadTests.operatorChart", "latest", 'must be a version such as "4.6.0", got "latest"'],
    ["loadTests.runners", 0, "must be 1 to 100 pods, got 0"],
    ["loadTests.runners", 101, "must be 1 to 100 pods, got 101"],
    ["loadTests.runner.cpuMillis", 99, "must be 100 to 32000 thousandths of a core, got 99"],
    ["loadTests.runner.memoryMiB", 127, "must be 128 to 131072 MiB, got 127"],
    ["loadTests.run", ["expected-peak", "soak"], "must be a list of 0 to 1, got a list of 2"],
    ["regression.dayOfWeek", 7, "must be 0 to 6 days after Sunday, got 7"],
    ["regression.dayOfWeek", -1, "must be 0 to 6 days after Sunday, got -1"],
    ["regression.requestsPerSecond", 10_001, "must be 1 to 10000 requests a second, got 10001"],
    ["regression.minutes", 0, "must be 1 to 50 minutes, got 0"],
    ["regression.minutes", 51, "must be 1 to 50 minutes, got 51"],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(changed(full, path, value))).toEqual([`load.${path}: ${reason}`]);
  });

  it("names a test that there is none of", () => {
    expect(problems(changed(full, "loadTests.run", ["stress"]))).toEqual([
      'load.loadTests.run[0]: must be one of "expected-peak", "release-spike", "soak", got "stress"',
    ]);
  });

  it.each([undefined, null, 7, "on", [], {}])("reports %p instead of throwing", (value) => {
    expect(problems(value)).not.toEqual([]);
    expect(problems(changed(full, "limits", value))).not.toEqual([]);
    if (value !== undefined) expect(problems(changed(full, "regression", value))).not.toEqual([]);
  });
});
