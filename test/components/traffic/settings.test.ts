import { describe, expect, it } from "@jest/globals";
import { CONTINENTS, continentOf, ROUTABLE_COUNTRIES } from "../../../components/traffic/locations";
import { CHECKER_REGIONS, type TrafficSettings, trafficSettingsProblems } from "../../../components/traffic/settings";
import { changed } from "../../support/declared";
import { geolocation, latency, REGIONS, simple } from "./samples";

const problems = (settings: TrafficSettings, regions: readonly string[] = REGIONS) =>
  trafficSettingsProblems("traffic", settings, regions).map(({ path, reason }) => `${path}: ${reason}`);

describe("trafficSettingsProblems()", () => {
  it("accepts what our stacks ask for", () => {
    expect(problems(simple, ["us-east-1"])).toEqual([]);
    expect(problems(latency)).toEqual([]);
    expect(problems(geolocation)).toEqual([]);
  });

  it.each([
    ["entrance.drainSeconds", [0, 3_600]],
    ["entrance.minHealthyTargets", [1, 1_000]],
    ["entrance.zonalAutoshift", [true, false]],
    ["zone", ["declared", "existing"]],
    ["healthChecks.intervalSeconds", [10, 30]],
    ["healthChecks.failureThreshold", [1, 10]],
    ["healthChecks.checkerRegions", [CHECKER_REGIONS.slice(0, 3), CHECKER_REGIONS]],
    [
      "homes.us-east-1",
      [
        { continents: ["NA"], countries: [] },
        { continents: [], countries: ["US"] },
      ],
    ],
    ["homes.us-east-1.continents", [["AN", "NA", "SA"]]],
    ["homes.us-east-1.countries", [[], ["JP", "XK"]]],
  ])("accepts both ends of %s", (path, ends) => {
    for (const value of ends as unknown[]) expect(problems(changed(geolocation, path, value))).toEqual([]);
  });

  it.each([
    ["routing", "weighted", 'routing: must be one of "simple", "latency", "geolocation", got "weighted"'],
    ["routing", undefined, 'routing: must be one of "simple", "latency", "geolocation", got undefined'],
    ["zone", "mine", 'zone: must be one of "declared", "existing", got "mine"'],
    ["entrance", undefined, "entrance: must be an object, got undefined"],
    ["entrance.drainSeconds", -1, "entrance.drainSeconds: must be 0 to 3600 seconds, got -1"],
    ["entrance.drainSeconds", 3_601, "entrance.drainSeconds: must be 0 to 3600 seconds, got 3601"],
    ["entrance.drainSeconds", "30", 'entrance.drainSeconds: must be 0 to 3600 seconds, got "30"'],
    ["entrance.minHealthyTargets", 0, "entrance.minHealthyTargets: must be 1 to 1000 pods, got 0"],
    ["entrance.minHealthyTargets", 1_001, "entrance.minHealthyTargets: must be 1 to 1000 pods, got 1001"],
    ["entrance.zonalAutoshift", "yes", 'entrance.zonalAutoshift: must be true or false, got "yes"'],
    ["entrance.drain", 30, "entrance.drain: must be one of the fields drainSeconds, minHealthyTargets, zonalAutoshift"],
    ["healthChecks", undefined, "healthChecks: must be an object, got undefined"],
    ["healthChecks.intervalSeconds", 20, "healthChecks.intervalSeconds: must be one of 10, 30, got 20"],
    ["healthChecks.failureThreshold", 0, "healthChecks.failureThreshold: must be 1 to 10 answers, got 0"],
    ["healthChecks.failureThreshold", 11, "healthChecks.failureThreshold: must be 1 to 10 answers, got 11"],
    [
      "healthChecks.checkerRegions",
      ["eu-west-1", "us-east-1"],
      "healthChecks.checkerRegions: must be a list of 3 to 8, got a list of 2",
    ],
    [
      "healthChecks.checkerRegions",
      ["eu-west-1", "us-east-1", "us-east-1"],
      'healthChecks.checkerRegions[2]: must appear once, got "us-east-1"',
    ],
    ["homes", undefined, "homes: must be an object, got undefined"],
    ["homes.us-east-1", undefined, "homes.us-east-1: must be an object, got undefined"],
    [
      "homes.us-east-1",
      { continents: [], countries: [] },
      "homes.us-east-1: must have a continent or a country, or nobody is at home there, got an object",
    ],
    [
      "homes.us-east-1.continents",
      ["NA", "EU"],
      'homes.us-east-1.continents[1]: must belong to one region, got "continent EU"',
    ],
    ["homes.us-east-1.countries", ["TR"], 'homes.us-east-1.countries[0]: must belong to one region, got "country TR"'],
    [
      "homes.us-east-1.countries",
      ["BV"],
      'homes.us-east-1.countries[0]: must be a country that Route 53 knows such as "IL", got "BV"',
    ],
    [
      "homes.us-east-1.countries",
      ["il"],
      'homes.us-east-1.countries[0]: must be a country that Route 53 knows such as "IL", got "il"',
    ],
    ["homes.us-east-1.continents", ["XX"], expect.stringContaining("homes.us-east-1.continents[0]: must be one of")],
    [
      "homes.eu-west-9",
      { continents: ["AN"], countries: [] },
      'homes.eu-west-9: must be named after one of regions, got "eu-west-9"',
    ],
  ])("names %s when it is %p", (path, value, expected) => {
    const wrong = problems(changed(geolocation, path, value)).map((line) => line.replace("traffic.", ""));
    expect(wrong).toContainEqual(expected);
  });

  it("asks a stack of several regions to choose between them", () => {
    expect(problems(simple)).toEqual([
      'traffic.routing: must not be simple in a stack of several regions, got "simple"',
    ]);
  });

  it("refuses homes where nobody would look at them", () => {
    expect(problems({ ...latency, homes: {} } as any)).toEqual([
      "traffic.homes: must be one of the fields zone, entrance, routing, healthChecks",
    ]);
  });

  it.each([undefined, null, 7, "geolocation", [], {}])("reports %p instead of throwing", (settings) => {
    expect(problems(settings as any).length).toBeGreaterThan(0);
  });

  it.each([null, 7, "EU", [7], [null]])("reports homes that are %p instead of throwing", (value) => {
    for (const path of ["homes", "homes.us-east-1", "homes.us-east-1.continents", "homes.us-east-1.countries"]) {
      expect(problems(changed(geolocation, path, value)).length).toBeGreaterThan(0);
    }
  });
});

describe("locations", () => {
  it("hold each country once, on the continent where Route 53 has it", () => {
    expect(new Set(ROUTABLE_COUNTRIES).size).toBe(ROUTABLE_COUNTRIES.length);
    expect(ROUTABLE_COUNTRIES.every((code) => /^[A-Z]{2}$/.test(code))).toBe(true);
    expect(CONTINENTS).toEqual(["AF", "AN", "AS", "EU", "NA", "OC", "SA"]);
    const placed = ["ZA", "GS", "TR", "CY", "RU", "PA", "TL", "AU", "GF"].map(continentOf);
    expect(placed).toEqual(["AF", "AN", "AS", "EU", "EU", "NA", "OC", "OC", "SA"]);
    expect(["BV", "CX", "EH", "HM", undefined, "*"].map(continentOf)).toEqual(Array(6).fill(undefined));
  });
});
