import { describe, expect, it } from "@jest/globals";
import { vcpus } from "../../../components/cluster/vcpus";

describe("vcpus()", () => {
  it.each([
    ["m7g.medium", 1],
    ["t4g.medium", 2],
    ["m7g.large", 2],
    ["m7g.xlarge", 4],
    ["m7g.2xlarge", 8],
    ["c7g.16xlarge", 64],
  ])("of %s are %p", (type, count) => {
    expect(vcpus(type)).toBe(count);
  });

  it.each(["m7g.metal", "m7g", "t4g.nano"])("of %s are not known, and nobody guesses", (type) => {
    expect(vcpus(type)).toBeUndefined();
  });
});
