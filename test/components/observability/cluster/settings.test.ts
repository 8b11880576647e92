import { describe, expect, it } from "@jest/globals";
import { monitoringSettingsProblems } from "../../../../components/observability/cluster/settings";
import { changed } from "../../../support/declared";
import { settings, withoutDisk } from "./samples";

const problems = (of: unknown) =>
  monitoringSettingsProblems("monitoring", of).map(({ path, reason }) => `${path}: ${reason}`);

describe("monitoringSettingsProblems()", () => {
  it.each([
    ["replicas", [1, 2]],
    ["retentionDays", [1, 90]],
    ["storageGiB", [10, 16_384]],
    ["prometheus.cpuMillis", [100, 64_000]],
    ["prometheus.memoryMiB", [512, 524_288]],
    ["grafana", [true, false]],
    ["runbookBaseUrl", ["https://a.example", "https://a.example/b/c"]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends) expect(problems(changed(settings, path, value))).toEqual([]);
  });

  it("accepts three days without a disk, and no more", () => {
    expect(problems({ ...withoutDisk, retentionDays: 3 })).toEqual([]);
    expect(problems({ ...withoutDisk, retentionDays: 4 })).toEqual([
      "monitoring.retentionDays: must be at most 3 days without storageGiB, got 4",
    ]);
  });

  it.each([
    ["charts.crds", "31", 'must be a version such as "88.5.3", got "31"'],
    ["charts.stack", "v88.5.3", 'must be a version such as "88.5.3", got "v88.5.3"'],
    ["charts", undefined, "must be an object, got undefined"],
    ["replicas", 0, "must be one of 1, 2, got 0"],
    ["replicas", 3, "must be one of 1, 2, got 3"],
    ["retentionDays", 0, "must be 1 to 90 days, got 0"],
    ["retentionDays", 91, "must be 1 to 90 days, got 91"],
    ["storageGiB", 9, "must be 10 to 16384 GiB, got 9"],
    ["storageGiB", 16_385, "must be 10 to 16384 GiB, got 16385"],
    ["prometheus.cpuMillis", 99, "must be 100 to 64000 thousandths of a core, got 99"],
    ["prometheus.cpuMillis", 64_001, "must be 100 to 64000 thousandths of a core, got 64001"],
    ["prometheus.memoryMiB", 511, "must be 512 to 524288 MiB, got 511"],
    ["prometheus.memoryMiB", 524_289, "must be 512 to 524288 MiB, got 524289"],
    ["grafana", "yes", 'must be true or false, got "yes"'],
    [
      "runbookBaseUrl",
      "http://a.example",
      'must be an https address without a slash at its end, got "http://a.example"',
    ],
    [
      "runbookBaseUrl",
      "https://a.example/",
      'must be an https address without a slash at its end, got "https://a.example/"',
    ],
  ])("names %s when it is %p", (path, value, reason) => {
    expect(problems(changed(settings, path, value))).toEqual([`monitoring.${path}: ${reason}`]);
  });

  it.each([undefined, null, 7, "on", [], {}])("reports %p instead of throwing", (value) => {
    expect(problems(value)).not.toEqual([]);
    expect(problems(changed(settings, "prometheus", value))).not.toEqual([]);
  });
});
