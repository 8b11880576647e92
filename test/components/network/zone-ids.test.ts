import { describe, expect, it } from "@jest/globals";
import { regionProblems, zoneIdsProblems } from "../../../components/network/zone-ids";

const lines = (problems: readonly { path: string; reason: string }[]) => problems.map((p) => `${p.path}: ${p.reason}`);

describe("zoneIdsProblems()", () => {
  // Prefixes as AWS lists them: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
  it.each([
    ["us-east-1", "use1"],
    ["us-west-2", "usw2"],
    ["eu-west-1", "euw1"],
    ["eu-central-1", "euc1"],
    ["eu-south-2", "eus2"],
    ["ap-south-1", "aps1"],
    ["ap-southeast-1", "apse1"],
    ["ap-northeast-3", "apne3"],
    ["ca-central-1", "cac1"],
    ["sa-east-1", "sae1"],
    ["us-gov-west-1", "usgw1"],
  ])("knows the zones of %s by %s", (region, prefix) => {
    expect(zoneIdsProblems("zoneIds", region, [`${prefix}-az1`, `${prefix}-az2`])).toEqual([]);
  });

  it.each([
    ["one zone", ["euw1-az1"], "zoneIds: must be a list of 2 to 3, got a list of 1"],
    ["a fourth zone", ["1", "2", "3", "4"], "zoneIds: must be a list of 2 to 3, got a list of 4"],
    ["no list", "euw1-az1", 'zoneIds: must be a list of 2 to 3, got "euw1-az1"'],
    ["a zone twice", ["euw1-az1", "euw1-az1"], 'zoneIds[1]: must appear once, got "euw1-az1"'],
    [
      "a zone name",
      ["euw1-az1", "eu-west-1b"],
      'zoneIds[1]: must be a zone ID of its region such as "euw1-az1", got "eu-west-1b"',
    ],
    [
      "another region's zone",
      ["euw1-az1", "euw2-az1"],
      'zoneIds[1]: must be a zone ID of its region such as "euw1-az1", got "euw2-az1"',
    ],
    ["a number", ["euw1-az1", 2], 'zoneIds[1]: must be a zone ID of its region such as "euw1-az1", got 2'],
  ])("names the place and the value of %s", (_, zoneIds, expected) => {
    expect(lines(zoneIdsProblems("zoneIds", "eu-west-1", zoneIds))).toEqual([expected]);
  });

  it.each([
    ["us-east-1", "use1-az3", "use1-az1"],
    ["us-west-1", "usw1-az2", "usw1-az1"],
    ["ca-central-1", "cac1-az3", "cac1-az1"],
  ])("refuses in %s the zone %s, where EKS places no control plane", (region, refused, accepted) => {
    expect(lines(zoneIdsProblems("zoneIds", region, [refused, accepted]))).toEqual([
      `zoneIds[0]: must be a zone that EKS accepts, got "${refused}"`,
    ]);
  });

  it.each([undefined, "(((", 5])("does not throw on the region %p", (region) => {
    expect(zoneIdsProblems("zoneIds", region, ["euw1-az1", "euw1-az2"])).toEqual([]);
  });
});

describe("regionProblems()", () => {
  it.each(["eu-west", "EU-WEST-1", "euw1", "", undefined])("refuses %p", (region) => {
    const shown = region === undefined ? "undefined" : JSON.stringify(region);
    expect(lines(regionProblems("region", region))).toEqual([
      `region: must be a region such as "eu-west-1", got ${shown}`,
    ]);
  });
});
