import { describe, expect, it } from "@jest/globals";
import {
  canAutoscale,
  canJoinGlobalDatastore,
  isBurstable,
  parseNodeType,
  tiersData,
} from "../../../components/cache/node-type";

describe("a node type", () => {
  it.each([
    ["cache.r7g.large", "autoscales, joins"],
    ["cache.r6g.xlarge", "autoscales, joins"],
    ["cache.r6gd.2xlarge", "autoscales, joins, tiers"],
    ["cache.c7gn.2xlarge", "autoscales, joins"],
    ["cache.m5.4xlarge", "joins"],
    ["cache.r5.24xlarge", "joins"],
    ["cache.r4.large", ""],
    ["cache.m4.xlarge", ""],
    ["cache.t4g.medium", "bursts"],
    ["cache.t3.small", "bursts"],
  ])("%s: %s", (name, expected) => {
    const type = parseNodeType(name)!;
    const abilities = {
      autoscales: canAutoscale,
      joins: canJoinGlobalDatastore,
      tiers: tiersData,
      bursts: isBurstable,
    };
    const found = Object.entries(abilities)
      .filter(([, has]) => has(type))
      .map(([ability]) => ability);
    expect(found.join(", ")).toBe(expected);
  });

  it.each([
    "",
    "r7g.large",
    "cache.large",
    "cache.r7g",
    "cache.r7g.Large",
    "db.r7g.large",
    "cache.r7g.large ",
    7,
    null,
  ])("is not %j", (name) => {
    expect(parseNodeType(name)).toBe(undefined);
  });
});
