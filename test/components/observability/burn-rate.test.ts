import { describe, expect, it } from "@jest/globals";
import { BURN_RATES, badRatioAt, budgetSpent, OBJECTIVE_PERCENT } from "../../../components/observability/burn-rate";

describe("burn rates", () => {
  it("fire when 2, 5 and 10 % of thirty days' budget are gone", () => {
    expect(BURN_RATES.map((burn) => [burn.role, budgetSpent(burn)])).toEqual([
      ["fast", 0.02],
      ["steady", 0.05],
      ["slow", 0.1],
    ]);
  });

  it("have a short window a twelfth of the long one", () => {
    expect(BURN_RATES.map(({ longSeconds, shortSeconds }) => longSeconds / shortSeconds)).toEqual([12, 12, 12]);
  });

  it("are shares of bad requests, without rounding noise", () => {
    expect(BURN_RATES.map(({ rate }) => badRatioAt(rate, { targetPercent: 99.9 }))).toEqual([0.0144, 0.006, 0.003]);
    expect(badRatioAt(14.4, { targetPercent: 99 })).toBe(0.144);
  });

  it("can be reached at the lowest objective that is allowed, and not one percent below", () => {
    expect(badRatioAt(14.4, { targetPercent: OBJECTIVE_PERCENT.min })).toBe(0.864);
    expect(badRatioAt(14.4, { targetPercent: OBJECTIVE_PERCENT.min - 1 })).toBe(1.008);
  });
});
