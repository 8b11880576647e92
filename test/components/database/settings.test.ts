import { describe, expect, it } from "@jest/globals";
import { type DatabaseSettings, databaseSettingsProblems } from "../../../components/database/settings";
import { changed } from "../cluster/samples";
import { dev, prod, REGIONS } from "./samples";

function problems(settings: unknown, regions = REGIONS): string[] {
  return databaseSettingsProblems("database", settings, regions, "us-east-1").map(
    ({ path, reason }) => `${path}: ${reason}`,
  );
}

const alone = ["us-east-1"];
const fixed = changed(prod, "instances.readers", 2);

describe("databaseSettingsProblems()", () => {
  it("accepts production in three regions and in one, and a trial in one", () => {
    expect(problems(prod)).toEqual([]);
    expect(problems(prod, alone)).toEqual([]);
    expect(problems(dev, alone)).toEqual([]);
  });

  it.each<[string, DatabaseSettings, string, unknown[]]>([
    ["engineVersion", prod, "engineVersion", ["16.1", "17.10"]],
    ["storage", prod, "storage", ["standard", "io-optimized"]],
    ["instanceClass", prod, "instances.instanceClass", ["db.r6g.large", "db.r8gd.48xlarge", "db.x2g.16xlarge"]],
    ["fixed readers", fixed, "instances.readers", [0, 15]],
    ["secondaryCount", prod, "instances.secondaryCount", [1, 16]],
    [
      "readers.minCount",
      changed(prod, "instances.readers.primeTime", undefined),
      "instances.readers.minCount",
      [1, 15],
    ],
    ["readers.maxCount", prod, "instances.readers.maxCount", [4, 15]],
    ["readers.targetCpuPercent", prod, "instances.readers.targetCpuPercent", [20, 90]],
    ["readers.primeTime", prod, "instances.readers.primeTime", [undefined]],
    ["readers.primeTime.minCount", prod, "instances.readers.primeTime.minCount", [2, 15]],
    ["backupRetentionDays", prod, "backupRetentionDays", [1, 35]],
    ["backupCopy", prod, "backupCopy", [undefined]],
    ["backupCopy.toRegion", prod, "backupCopy.toRegion", ["eu-west-1", "us-west-2"]],
    ["backupCopy.keepDays", prod, "backupCopy.keepDays", [1, 36_500]],
    ["insights", prod, "insights", ["off", "standard", "advanced"]],
    ["monitoringIntervalSeconds", prod, "monitoringIntervalSeconds", [0, 60]],
    ["passwordVersion", prod, "passwordVersion", [1, 2]],
  ])("accepts both ends of %s", (_, settings, path, ends) => {
    for (const value of ends) expect(problems(changed(settings, path, value))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["engineVersion", "17", 'must be "major.minor" such as "17.7", got "17"'],
    ["engineVersion", 17.7, 'must be "major.minor" such as "17.7", got 17.7'],
    ["storage", "gp3", 'must be one of "standard", "io-optimized", got "gp3"'],
    [
      "instances.instanceClass",
      "db.t4g.medium",
      'must be an r or x class such as "db.r8g.2xlarge", got "db.t4g.medium"',
    ],
    ["instances.instanceClass", "r8g.large", 'must be an r or x class such as "db.r8g.2xlarge", got "r8g.large"'],
    ["instances.readers", -1, "must be 0 to 15 instances, got -1"],
    ["instances.readers", 16, "must be 0 to 15 instances, got 16"],
    ["instances.secondaryCount", 0, "must be 1 to 16 instances, got 0"],
    ["instances.secondaryCount", 17, "must be 1 to 16 instances, got 17"],
    ["instances.readers.minCount", 0, "must be 1 to 15 instances, at most maxCount, got 0"],
    ["instances.readers.maxCount", 16, "must be 1 to 15 instances, got 16"],
    ["instances.readers.targetCpuPercent", 19, "must be 20 to 90 percent, got 19"],
    ["instances.readers.targetCpuPercent", 91, "must be 20 to 90 percent, got 91"],
    ["instances.readers.primeTime.toHour", 24, "must be 0 to 23 o'clock, got 24"],
    ["instances.readers.primeTime.minCount", 1, "must be 2 to 15 instances, minCount to maxCount, got 1"],
    ["instances.readers.primeTime.minCount", 16, "must be 2 to 15 instances, minCount to maxCount, got 16"],
    ["backupRetentionDays", 0, "must be 1 to 35 days, got 0"],
    ["backupRetentionDays", 36, "must be 1 to 35 days, got 36"],
    ["backupCopy.toRegion", "us-east-1", 'must be another region than the primary one, got "us-east-1"'],
    ["backupCopy.toRegion", "west", 'must be a region such as "eu-west-1", got "west"'],
    ["backupCopy.keepDays", 0, "must be 1 to 36500 days, got 0"],
    ["backupCopy.keepDays", 36_501, "must be 1 to 36500 days, got 36501"],
    ["insights", true, 'must be one of "off", "standard", "advanced", got true'],
    ["monitoringIntervalSeconds", 20, "must be one of 0, 1, 5, 10, 15, 30, 60, got 20"],
    ["passwordVersion", 0, "must be 1 to 9007199254740991 times, got 0"],
  ])("names %s = %j", (path, value, reason) => {
    expect(problems(changed(prod, path, value))).toEqual([`database.${path}: ${reason}`]);
  });

  it("names instances of a kind that it does not know", () => {
    expect(problems(changed(prod, "instances", { kind: "big" }))).toEqual([
      'database.instances.kind: must be one of "serverless", "provisioned", got "big"',
    ]);
  });

  it.each<[string, unknown[]]>([
    ["instances.minAcu", [0]],
    ["instances.maxAcu", [1, 1.5, 256]],
    ["instances.secondsUntilAutoPause", [300, 86_400]],
  ])("accepts both ends of a serverless %s", (path, ends) => {
    for (const value of ends) expect(problems(changed(dev, path, value), alone)).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["instances.minAcu", -0.5, "must be 0 to 256 capacity units in halves, got -0.5"],
    ["instances.maxAcu", 0.5, "must be 1 to 256 capacity units in halves, got 0.5"],
    ["instances.maxAcu", 256.5, "must be 1 to 256 capacity units in halves, got 256.5"],
    ["instances.maxAcu", 1.25, "must be 1 to 256 capacity units in halves, got 1.25"],
    ["instances.secondsUntilAutoPause", 299, "must be 300 to 86400 seconds, got 299"],
    ["instances.secondsUntilAutoPause", 86_401, "must be 300 to 86400 seconds, got 86401"],
    ["instances.secondsUntilAutoPause", undefined, "must be 300 to 86400 seconds, got undefined"],
  ])("names a serverless %s = %j", (path, value, reason) => {
    expect(problems(changed(dev, path, value), alone)).toContain(`database.${path}: ${reason}`);
  });

  it("lets only what may sleep have a time to fall asleep, and grow upwards only", () => {
    const awake = changed(dev, "instances.minAcu", 8);
    expect(problems(awake, alone)).toEqual([
      "database.instances.maxAcu: must be 8 to 256 capacity units in halves, got 4",
      "database.instances.secondsUntilAutoPause: must be left out unless minAcu is 0, got 300",
    ]);
  });

  it("wants instances of a fixed size where a global database spans regions", () => {
    expect(problems(dev)).toEqual([
      'database.instances.kind: must be "provisioned" in a stack of several regions, got "serverless"',
    ]);
  });

  const junk = [undefined, null, 0, Number.NaN, "", "x", true, [], {}, 10n, () => 1, Object.create(null)];
  const paths = (value: unknown, at = ""): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) => [`${at}${key}`, ...paths(inner, `${at}${key}.`)]);

  it("reports and never throws, whatever a field holds", () => {
    for (const good of [prod, dev]) {
      for (const path of paths(good)) {
        for (const value of junk) expect(() => problems(changed(good, path, value))).not.toThrow();
      }
    }
    for (const value of junk) expect(problems(value)).not.toEqual([]);
  });
});
