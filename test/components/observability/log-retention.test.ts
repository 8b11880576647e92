import { describe, expect, it } from "@jest/globals";
import { logRetentionProblems } from "../../../components/observability/log-retention";

describe("logRetentionProblems()", () => {
  it.each([1, 14, 90, 3653])("accepts %i days", (days) => {
    expect(logRetentionProblems("d", days)).toEqual([]);
  });

  it.each([
    [0, "0"],
    [15, "15"],
    [3654, "3654"],
    ["14", '"14"'],
    [Number.NaN, "NaN"],
    [undefined, "undefined"],
  ])("refuses %p, which CloudWatch does not offer", (days, shown) => {
    expect(logRetentionProblems("d", days).map((p) => `${p.path}: ${p.reason}`)).toEqual([
      "d: must be one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, " +
        `3653, got ${shown}`,
    ]);
  });
});
