import { describe, expect, it } from "@jest/globals";
import {
  addressRange,
  cidrBlockProblems,
  cidrPlan,
  EKS_SERVICE_CIDR_BLOCK,
  overlap,
  overlapProblems,
} from "../../../components/network/cidr-plan";

const lines = (problems: readonly { path: string; reason: string }[]) => problems.map((p) => `${p.path}: ${p.reason}`);

describe("cidrPlan()", () => {
  it("splits a /16 in three tiers of three zones", () => {
    expect(cidrPlan("10.32.0.0/16", 3)).toEqual({
      private: ["10.32.0.0/18", "10.32.64.0/18", "10.32.128.0/18"],
      public: ["10.32.192.0/22", "10.32.196.0/22", "10.32.200.0/22"],
      data: ["10.32.208.0/22", "10.32.212.0/22", "10.32.216.0/22"],
    });
  });

  it("gives two zones the addresses that they would have among three, so that a third can join", () => {
    const [two, three] = [cidrPlan("10.32.0.0/16", 2), cidrPlan("10.32.0.0/16", 3)];
    for (const tier of ["private", "public", "data"] as const) expect(two[tier]).toEqual(three[tier].slice(0, 2));
  });

  const everyAllowedBlock = [
    ...Array.from({ length: 256 }, (_, i) => `10.${i}.0.0/16`),
    ...Array.from({ length: 16 }, (_, i) => `172.${16 + i}.0.0/16`),
    "192.168.0.0/16",
  ].filter((block) => cidrBlockProblems("", block).length === 0);

  it("keeps the subnets of every allowed block inside it, on their boundaries and apart", () => {
    expect(everyAllowedBlock).toHaveLength(256 + 14 + 1); // all but Docker's and the EKS services'
    for (const block of everyAllowedBlock) {
      const vpc = addressRange(block)!;
      const plan = cidrPlan(block, 3);
      const subnets = [...plan.private, ...plan.public, ...plan.data].map((subnet) => addressRange(subnet)!);
      const inOrder = subnets.toSorted((a, b) => a.first - b.first);
      expect(inOrder[0]!.first).toBe(vpc.first);
      expect(inOrder.at(-1)!.last).toBeLessThanOrEqual(vpc.last);
      for (const [i, subnet] of inOrder.slice(1).entries()) expect(subnet.first).toBeGreaterThan(inOrder[i]!.last);
    }
  });
});

describe("cidrBlockProblems()", () => {
  it.each(["10.0.0.0/16", "10.255.0.0/16", "172.16.0.0/16", "172.31.0.0/16", "192.168.0.0/16"])(
    "accepts %s",
    (block) => {
      expect(cidrBlockProblems("cidrBlock", block)).toEqual([]);
    },
  );

  it.each([
    ["a larger block", "10.32.0.0/15"],
    ["a smaller block", "10.32.0.0/17"],
    ["a block off its boundary", "10.32.1.0/16"],
    ["an octet above 255", "10.256.0.0/16"],
    ["an address without a length", "10.32.0.0"],
    ["IPv6", "fd00::/16"],
    ["a line break after it", "10.32.0.0/16\n"],
  ])("refuses %s", (_, block) => {
    const expected = `cidrBlock: must be a /16 on its own boundary such as "10.32.0.0/16", got ${JSON.stringify(block)}`;
    expect(lines(cidrBlockProblems("cidrBlock", block))).toEqual([expected]);
  });

  it.each([
    [undefined, "undefined"],
    [10, "10"],
    [["10.32.0.0/16"], "a list of 1"],
  ])("refuses %p, which is no text", (block, shown) => {
    const expected = `cidrBlock: must be a /16 on its own boundary such as "10.32.0.0/16", got ${shown}`;
    expect(lines(cidrBlockProblems("cidrBlock", block))).toEqual([expected]);
  });

  it.each(["9.255.0.0/16", "11.0.0.0/16", "172.15.0.0/16", "172.32.0.0/16", "192.167.0.0/16", "192.169.0.0/16"])(
    "refuses %s, one past a private block",
    (block) => {
      const expected = `cidrBlock: must lie in 10.0.0.0/8 or 172.16.0.0/12 or 192.168.0.0/16, got "${block}"`;
      expect(lines(cidrBlockProblems("cidrBlock", block))).toEqual([expected]);
    },
  );

  it.each([
    [EKS_SERVICE_CIDR_BLOCK, "172.20.0.0/16 (EKS services)"],
    ["172.17.0.0/16", "172.17.0.0/16 (Docker's bridge)"],
  ])("refuses %s, which others count on", (block, taken) => {
    expect(lines(cidrBlockProblems("cidrBlock", block))).toEqual([
      `cidrBlock: must stay out of ${taken}, got "${block}"`,
    ]);
  });
});

describe("overlapProblems()", () => {
  it("names the block that came first", () => {
    const blocks = ["10.0.0.0/16", "10.1.0.0/16", "10.0.0.0/16"].map((cidrBlock, i) => ({
      path: `b[${i}]`,
      cidrBlock,
    }));
    expect(lines(overlapProblems(blocks))).toEqual(['b[2]: must not overlap b[0], got "10.0.0.0/16"']);
  });

  it.each([
    ["10.0.0.0/15", "10.1.0.0/16", true],
    ["10.0.0.0/16", "10.1.0.0/16", false],
    ["0.0.0.0/0", "255.255.255.255/32", true],
    ["nonsense", "10.0.0.0/16", false],
  ])("finds for %s and %s: %p", (one, other, expected) => {
    expect(overlap(one, other)).toBe(expected);
    expect(overlap(other, one)).toBe(expected);
  });
});
