import { describe, expect, it } from "@jest/globals";
import { clocksProblems, maintenanceWindow, primeTimeProblems, snapshotWindow } from "../../components/clock";

describe("windows", () => {
  it.each([
    [0, "00:00-01:00", "sun:01:00-sun:02:00"],
    [8, "08:00-09:00", "sun:09:00-sun:10:00"],
    [21, "21:00-22:00", "sun:22:00-sun:23:00"],
    [22, "22:00-23:00", "sun:23:00-mon:00:00"],
    [23, "23:00-00:00", "mon:00:00-mon:01:00"],
  ])("of the quiet hour %i follow each other, past midnight too", (hour, snapshot, maintenance) => {
    expect([snapshotWindow(hour), maintenanceWindow(hour)]).toEqual([snapshot, maintenance]);
  });
});

const lines = (problems: readonly { path: string; reason: string }[]) =>
  problems.map(({ path, reason }) => `${path}: ${reason}`);

describe("clocksProblems()", () => {
  const dublin = { timezone: "Europe/Dublin", quietHourUtc: 3 };
  const problems = (clocks: unknown, regions = ["eu-west-1"]) => lines(clocksProblems("clocks", clocks, regions));

  it.each([{ quietHourUtc: 0 }, { quietHourUtc: 23 }, { timezone: "UTC" }])("accepts %j", (more) => {
    expect(problems({ "eu-west-1": { ...dublin, ...more } })).toEqual([]);
  });

  it.each([
    ["quietHourUtc", -1, "must be 0 to 23 o'clock, got -1"],
    ["quietHourUtc", 24, "must be 0 to 23 o'clock, got 24"],
    ["quietHourUtc", "3", `must be 0 to 23 o'clock, got "3"`],
    ["timezone", "Dublin", 'must be an IANA time zone such as "Europe/Dublin", got "Dublin"'],
    ["timezone", undefined, 'must be an IANA time zone such as "Europe/Dublin", got undefined'],
  ])("names %s = %j", (field, value, reason) => {
    expect(problems({ "eu-west-1": { ...dublin, [field]: value } })).toEqual([`clocks.eu-west-1.${field}: ${reason}`]);
  });

  it("wants a clock for every region, and says so of a region that a typo left without", () => {
    expect(problems({ "eu-west-1": dublin, "us-eats-1": dublin }, ["eu-west-1", "us-east-1"])).toEqual([
      "clocks.us-east-1: must be an object, got undefined",
    ]);
    expect(problems({}, ["toString"])).toEqual(["clocks.toString: must be an object, got a function"]);
  });

  it.each([
    [undefined, "undefined"],
    [null, "null"],
    ["Europe/Dublin", '"Europe/Dublin"'],
    [[dublin], "a list of 1"],
  ])("says once that %j is no set of clocks", (wrong, shown) => {
    expect(problems(wrong)).toEqual([`clocks: must be an object, got ${shown}`]);
  });
});

describe("primeTimeProblems()", () => {
  const problems = (primeTime: unknown) => lines(primeTimeProblems("primeTime", primeTime));

  it("accepts an evening that ends after midnight, and more than hours", () => {
    expect(problems({ fromHour: 0, toHour: 23 })).toEqual([]);
    expect(problems({ fromHour: 23, toHour: 0, minCount: 4 })).toEqual([]);
  });

  it("names an hour that is none, and an evening without an end", () => {
    expect(problems({ fromHour: 24, toHour: -1 })).toEqual([
      "primeTime.fromHour: must be 0 to 23 o'clock, got 24",
      "primeTime.toHour: must be 0 to 23 o'clock, got -1",
    ]);
    expect(problems({ fromHour: 17, toHour: 17 })).toEqual(["primeTime.toHour: must differ from fromHour, got 17"]);
    expect(problems({})).toEqual([
      "primeTime.fromHour: must be 0 to 23 o'clock, got undefined",
      "primeTime.toHour: must be 0 to 23 o'clock, got undefined",
    ]);
    for (const wrong of [null, 17]) expect(problems(wrong)).toEqual([`primeTime: must be an object, got ${wrong}`]);
  });
});
