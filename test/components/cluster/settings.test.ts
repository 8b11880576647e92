import { describe, expect, it } from "@jest/globals";
import { type ClusterSettings, clusterSettingsProblems } from "../../../components/cluster/settings";
import { changed, prod } from "./samples";

function problems(settings: unknown): string[] {
  return clusterSettingsProblems("cluster", settings).map(({ path, reason }) => `${path}: ${reason}`);
}

describe("clusterSettingsProblems()", () => {
  it("accepts production, and a cluster of Auto Mode alone", () => {
    const { baselineNodes: _, hpaSyncPeriodSeconds: __, ...plain } = prod;
    const dev: ClusterSettings = { ...plain, controlPlaneTier: "standard", publicAccessCidrBlocks: ["0.0.0.0/0"] };
    expect(problems(prod)).toEqual([]);
    expect(problems(dev)).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    ["kubernetesVersion", ["1.30", "1.99"]],
    ["controlPlaneTier", ["tier-xl", "tier-8xl"]],
    ["hpaSyncPeriodSeconds", [10, 15, undefined]],
    ["nodePools", [["system"], ["general-purpose", "system"]]],
    [
      "publicAccessCidrBlocks",
      [[], ["0.0.0.0/0"], Array.from({ length: 40 }, (_, i) => `203.0.113.${i}/32`), ["255.255.255.255/32"]],
    ],
    ["adminRoles", [[], ["a"], ["team/ops/admin"], ["AWSReservedSSO_Admin_0123456789abcdef"]]],
    ["viewerRoles", [[], Array.from({ length: 20 }, (_, i) => `viewer-${i}`)]],
    ["baselineNodes", [undefined]],
    ["baselineNodes.instanceTypes", [["m7g.2xlarge"], ["c7gn.large", "im4gn.large", "x2gd.16xlarge"]]],
    ["baselineNodes.minCount", [1, 30]],
    ["baselineNodes.maxCount", [6, 450]],
    ["baselineNodes.warmCount", [0, 30]],
    ["baselineNodes.targetCpuPercent", [10, 90]],
    ["baselineNodes.predictive", ["forecast-only", "forecast-and-scale"]],
    ["baselineNodes.primeTime", [undefined]],
    ["baselineNodes.primeTime.fromHour", [0, 23]],
    ["baselineNodes.primeTime.minCount", [3, 30]],
  ])("accepts both ends of %s", (path, ends) => {
    const roomy = path === "baselineNodes.minCount" ? changed(prod, "baselineNodes.primeTime", undefined) : prod;
    for (const value of ends) expect(problems(changed(roomy, path, value))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ["kubernetesVersion", "1.9", 'must be a minor version such as "1.35", got "1.9"'],
    ["kubernetesVersion", 1.35, 'must be a minor version such as "1.35", got 1.35'],
    ["controlPlaneTier", "xl", 'must be one of "standard", "tier-xl", "tier-2xl", "tier-4xl", "tier-8xl", got "xl"'],
    ["hpaSyncPeriodSeconds", 9, "must be 10 to 15 seconds, got 9"],
    ["hpaSyncPeriodSeconds", 16, "must be 10 to 15 seconds, got 16"],
    ["nodePools", [], "must be a list of 1 to 2, got a list of 0"],
    ["nodePools[0]", "gpu", 'must be one of "general-purpose", "system", got "gpu"'],
    [
      "publicAccessCidrBlocks",
      Array.from({ length: 41 }, (_, i) => `203.0.113.${i}/32`),
      "must be a list of 0 to 40, got a list of 41",
    ],
    ["publicAccessCidrBlocks[0]", "0.0.0.0", 'must be an IPv4 block such as "203.0.113.0/24", got "0.0.0.0"'],
    ["publicAccessCidrBlocks[0]", "10.0.0.256/8", 'must be an IPv4 block such as "203.0.113.0/24", got "10.0.0.256/8"'],
    ["publicAccessCidrBlocks[0]", "10.0.0.0/33", 'must be an IPv4 block such as "203.0.113.0/24", got "10.0.0.0/33"'],
    ["adminRoles", Array.from({ length: 21 }, (_, i) => `a${i}`), "must be a list of 0 to 20, got a list of 21"],
    [
      "adminRoles[0]",
      "arn:aws:iam::111122223333:role/ops",
      'must be the name of an IAM role such as "platform-admin", got "arn:aws:iam::111122223333:role/ops"',
    ],
    [
      "viewerRoles[0]",
      "team/platform-admin",
      'must be another role than cluster.adminRoles[0], got "team/platform-admin"',
    ],
    [
      "baselineNodes.instanceTypes[0]",
      "m7i.2xlarge",
      'must be a Graviton type such as "m7g.2xlarge", from "medium" on and not "metal", got "m7i.2xlarge"',
    ],
    [
      "baselineNodes.instanceTypes[0]",
      "m7g.metal",
      'must be a Graviton type such as "m7g.2xlarge", from "medium" on and not "metal", got "m7g.metal"',
    ],
    ["baselineNodes.minCount", 0, "must be 1 to 30 nodes, at most maxCount, got 0"],
    ["baselineNodes.minCount", 31, "must be 1 to 30 nodes, at most maxCount, got 31"],
    ["baselineNodes.maxCount", 451, "must be 1 to 450 nodes, got 451"],
    ["baselineNodes.warmCount", -1, "must be 0 to 30 nodes, at most maxCount, got -1"],
    ["baselineNodes.warmCount", 31, "must be 0 to 30 nodes, at most maxCount, got 31"],
    ["baselineNodes.targetCpuPercent", 9, "must be 10 to 90 percent, got 9"],
    ["baselineNodes.targetCpuPercent", 91, "must be 10 to 90 percent, got 91"],
    ["baselineNodes.predictive", "on", 'must be one of "forecast-only", "forecast-and-scale", got "on"'],
    ["baselineNodes.primeTime.fromHour", 24, "must be 0 to 23 o'clock, got 24"],
    ["baselineNodes.primeTime.toHour", 17, "must differ from fromHour, got 17"],
    ["baselineNodes.primeTime.minCount", 2, "must be 3 to 30 nodes, from minCount to maxCount, got 2"],
    ["baselineNodes.primeTime.minCount", 31, "must be 3 to 30 nodes, from minCount to maxCount, got 31"],
  ])("names %s = %j", (path, value, reason) => {
    expect(problems(changed(prod, path, value))).toEqual([`cluster.${path}: ${reason}`]);
  });

  it("gives a standard control plane no time of its own", () => {
    expect(problems(changed(prod, "controlPlaneTier", "standard"))).toEqual([
      "cluster.hpaSyncPeriodSeconds: must be left out of a standard control plane, got 10",
    ]);
  });

  it("names a field that it does not know", () => {
    expect(problems({ ...prod, version: "1.35" })[0]).toMatch(/^cluster.version: must be one of the fields /);
  });

  const junk = [undefined, null, 0, Number.NaN, "", "x", true, [], {}, 10n, () => 1, Object.create(null)];
  const paths = (value: unknown, at = ""): string[] =>
    typeof value !== "object" || value === null
      ? []
      : Object.entries(value).flatMap(([key, inner]) => [`${at}${key}`, ...paths(inner, `${at}${key}.`)]);

  it("reports and never throws, whatever a field holds", () => {
    for (const path of paths(prod)) {
      for (const value of junk) expect(() => problems(changed(prod, path, value))).not.toThrow();
    }
    for (const value of junk) expect(problems(value)).not.toEqual([]);
  });
});
