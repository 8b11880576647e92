import { describe, expect, it } from "@jest/globals";
import { cronFloors } from "../../../review/replay/cron-floor";
import { FormulaError, parseFormula } from "../../../review/replay/formula";

describe("parseFormula()", () => {
  it.each([
    ["1 + 2 * 3 - 4 / 2", {}, 5],
    ["-(2 - 5)", {}, 3],
    ["min(max(0, max(0, release ?? 30, (windows ?? 1.5) * 20) * 1.1), 100)", { release: 40, windows: 1 }, 44],
    ["min(max(0, max(0, release ?? 30, (windows ?? 1.5) * 20) * 1.1), 100)", { windows: 0 }, 33],
    ["min(max(0, max(0, release ?? 30, (windows ?? 1.5) * 20) * 1.1), 100)", { release: 95, windows: 0 }, 100],
    ["a > 3 ? a : 3 == 3 ? 7 : 8", { a: 2 }, 7],
    ["a >= 2 ? ceil(a / 2) : nil", { a: 3 }, 2],
    ["a + 1", {}, undefined],
    ["max(a, 1)", {}, undefined],
    ["a ?? b ?? 2", {}, 2],
  ])("%s of %j is %p", (text, scope, expected) => {
    const value = parseFormula(text)(scope);
    expect(value === undefined ? value : Math.round(value * 1e9) / 1e9).toBe(expected);
  });

  it.each(["sum([1])", "mean(1)", "1 +", "(1", "1 2", "a ? 1", "$a", "max(1"])("refuses %s", (text) => {
    expect(() => parseFormula(text)).toThrow(FormulaError);
  });
});

describe("cronFloors()", () => {
  const open = (start: string, end: string) => {
    const floors = cronFloors(start, end, 40);
    if (typeof floors === "string") return floors;
    const edges: string[] = [];
    floors.forEach((floor, minute) => {
      if (floor !== floors[(minute + floors.length - 1) % floors.length]) {
        edges.push(`${Math.floor(minute / 1440)} ${Math.floor((minute % 1440) / 60)}:${minute % 60} ${floor}`);
      }
    });
    return edges;
  };

  it("holds the floor from start to end, on its days", () => {
    expect(open("30 18 * * 5", "0 23 * * 5")).toEqual(["5 18:30 40", "5 23:0 0"]);
  });

  it("goes over midnight, and over the end of the week", () => {
    expect(open("0 22 * * 6", "0 2 * * 0")).toEqual(["0 2:0 0", "6 22:0 40"]);
  });

  it("reads lists, ranges, steps, names and Sunday as 7", () => {
    expect(open("0 8 * * mon-wed,7", "0 9 * * *")).toEqual([
      ...["0 8:0 40", "0 9:0 0", "1 8:0 40", "1 9:0 0", "2 8:0 40", "2 9:0 0", "3 8:0 40", "3 9:0 0"],
    ]);
    expect(open("*/40 3 * * 1", "50 3 * * 1")).toEqual(["1 3:0 40", "1 3:50 0"]);
  });

  it.each([
    ["0 8 1 * *", 'cron must be about days of the week, got "0 8 1 * *"'],
    ["0 8 * 12 *", 'cron must be about days of the week, got "0 8 * 12 *"'],
    ["0 8 * *", 'cron must have five fields, got "0 8 * *"'],
    ["60 8 * * *", 'cron cannot be read, got "60 8 * * *"'],
    ["0 8 * * day", 'cron cannot be read, got "0 8 * * day"'],
  ])("says why %s cannot be replayed", (line, why) => {
    expect(open(line, "0 9 * * *")).toBe(why);
  });
});
