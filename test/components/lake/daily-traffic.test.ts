import { describe, expect, it } from "@jest/globals";
import {
  EVENING_VIEWING,
  hourlyTrafficProblems,
  offPeakProblems,
  touchedHours,
  troughHours,
} from "../../../components/lake/daily-traffic";
import { settingsFor } from "../../../stacks";
import { CLOCKS, dev, prod } from "./samples";

/**
 * Mean traffic of the UK's academic network by hour of the day in UTC, in thousandths of the day, November 2004 to January 2005:
 * a day that was measured, and of people who work. Source: https://github.com/chasebk/code_OTWO_ELM, data/formatted/it_uk_5m.csv
 */
const ACADEMIC_NETWORK = [
  37, 34, 31, 28, 26, 24, 23, 24, 30, 43, 50, 54, 56, 58, 60, 59, 55, 49, 47, 45, 44, 42, 41, 39,
];

describe("troughHours()", () => {
  it("are the quietest third of the day", () => {
    expect(troughHours(EVENING_VIEWING)).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    expect(troughHours(ACADEMIC_NETWORK)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("carry less than half of what the other hours carry, on average", () => {
    for (const traffic of [EVENING_VIEWING, ACADEMIC_NETWORK]) {
      const trough = troughHours(traffic);
      const mean = (hours: number[]) => hours.reduce((sum, hour) => sum + traffic[hour]!, 0) / hours.length;
      const others = traffic.map((_, hour) => hour).filter((hour) => !trough.includes(hour));
      expect(mean(trough) / mean(others)).toBeLessThan(0.6);
    }
  });

  it("take the earlier of equal hours", () => {
    expect(troughHours([...Array(23).fill(5), 1])).toEqual([0, 1, 2, 3, 4, 5, 6, 23]);
  });
});

describe("touchedHours()", () => {
  it.each([
    ["eu-west-1", 180, [3, 4, 5, 6]],
    ["us-east-1", 180, [3, 4, 5, 6]],
    ["ap-southeast-1", 180, [4, 5, 6]],
    ["us-east-1", 60, [3, 4]],
  ])("are those of winter and of summer in %s, for %i minutes", (region, minutes, hours) => {
    expect(touchedHours(CLOCKS[region]!, minutes)).toEqual(hours);
  });

  it("go past midnight, and know zones that are half an hour off", () => {
    expect(touchedHours({ timezone: "UTC", quietHourUtc: 23 }, 120)).toEqual([0, 23]);
    expect(touchedHours({ timezone: "Asia/Kolkata", quietHourUtc: 22 }, 60)).toEqual([3, 4]);
  });
});

describe("the nightly job", () => {
  const clocks = ["dev", "staging", "prod"].flatMap((stack) => Object.entries(settingsFor(stack).clocks));

  it.each([...clocks, ...Object.entries(CLOCKS)])("lies in the trough of %s, on both days", (_, clock) => {
    for (const { compaction } of [dev, prod]) {
      for (const traffic of [EVENING_VIEWING, ACADEMIC_NETWORK]) {
        expect(offPeakProblems("hour", clock, compaction.limitMinutes, traffic)).toEqual([]);
      }
    }
  });

  it.each([
    [2, "summer's three is winter's two"],
    [9, "summer's eleven is past the trough"],
    [20, "prime time"],
  ])("is refused at %i o'clock in Dublin: %s", (quietHourUtc) => {
    const clock = { timezone: "Europe/Dublin", quietHourUtc };
    expect(offPeakProblems("clock.quietHourUtc", clock, 180, EVENING_VIEWING)).toEqual([
      {
        path: "clock.quietHourUtc",
        reason:
          "must leave the run of 180 minutes within the quietest hours (3, 4, 5, 6, 7, 8, 9, 10 in Europe/Dublin), " +
          `got ${quietHourUtc}`,
      },
    ]);
  });

  it("is refused when it takes a minute too long", () => {
    const clock = { timezone: "UTC", quietHourUtc: 8 };
    expect(offPeakProblems("hour", clock, 180, EVENING_VIEWING)).toEqual([]);
    expect(offPeakProblems("hour", clock, 181, EVENING_VIEWING)).toHaveLength(1);
  });
});

describe("hourlyTrafficProblems()", () => {
  const reasons = (traffic: unknown) =>
    hourlyTrafficProblems("day", traffic).map(({ path, reason }) => `${path} ${reason}`);

  it("accepts a day in any unit", () => {
    expect(reasons(EVENING_VIEWING)).toEqual([]);
    expect(reasons([0.5, ...Array(23).fill(0)])).toEqual([]);
  });

  it.each([
    [undefined, "day must be a list of 24 to 24, got undefined"],
    [Array(23).fill(1), "day must be a list of 24 to 24, got a list of 23"],
    [Array(25).fill(1), "day must be a list of 24 to 24, got a list of 25"],
    [Array(24).fill(1), "day must have quieter and busier hours, got a list of 24"],
    [[-1, ...Array(23).fill(1)], "day[0] must be 0 or more, got -1"],
    [[1, Number.NaN, ...Array(22).fill(1)], "day[1] must be 0 or more, got NaN"],
    [["1", ...Array(23).fill(1)], 'day[0] must be 0 or more, got "1"'],
  ])("reports %p", (traffic, reason) => {
    expect(reasons(traffic)).toEqual([reason]);
  });
});
