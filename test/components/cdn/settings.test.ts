import { describe, expect, it } from "@jest/globals";
import { type CdnSettings, cdnSettingsProblems, laddersOf } from "../../../components/cdn/settings";
import { shieldRegion } from "../../../components/cdn/shield-region";
import { DEFAULT_LADDER } from "../../../runtime/edge/quality";
import { changed } from "../../support/declared";
import { settings } from "./samples";

const problems = (path: string, value: unknown) =>
  cdnSettingsProblems("cdn", changed<CdnSettings>(settings, path, value)).map(
    (found) => `${found.path}: ${found.reason}`,
  );

const ladder = (...tiers: [number, number][]) => tiers.map(([fromMbps, height]) => ({ fromMbps, height }));
const shares = (...percents: number[]) => percents.map((percent, i) => ({ name: `s${i}`, percent }));

describe("cdnSettingsProblems", () => {
  it("finds nothing wrong with settings that can be declared", () => {
    expect(cdnSettingsProblems("cdn", settings)).toEqual([]);
    expect(problems("ladders", { "*": DEFAULT_LADDER, IN: ladder([0, 360], [8, 1080]) })).toEqual([]);
  });

  it.each([
    ["firewall.requestsPerWindow", 10, 2_000_000_000, "be 10 to 2000000000 requests"],
    ["alarms.errorPercent", 1, 100, "be 1 to 100 percent"],
    ["alarms.originLatencyMillis", 100, 30_000, "be 100 to 30000 milliseconds"],
    ["alarms.minHitPercent", 1, 99, "be 1 to 99 percent"],
    ["invalidation.collectSeconds", 1, 300, "be 1 to 300 seconds"],
    ["invalidation.queue.consumerTimeoutSeconds", 30, 900, "be 30 to 900 seconds"],
  ])("takes %s from %i to %i, and nothing beside", (path, min, max, rule) => {
    expect([problems(path, min), problems(path, max)]).toEqual([[], []]);
    expect(problems(path, min - 1)).toEqual([`cdn.${path}: must ${rule}, got ${min - 1}`]);
    expect(problems(path, max + 1)).toEqual([`cdn.${path}: must ${rule}, got ${max + 1}`]);
    expect(problems(path, "5")).toContain(`cdn.${path}: must ${rule}, got "5"`);
  });

  it.each([
    ["priceClass", ["PriceClass_100", "PriceClass_200", "PriceClass_All"], "PriceClass_300"],
    ["firewall.windowSeconds", [60, 120, 300, 600], 90],
    ["invalidation.media", ["tags", "paths"], "both"],
  ])("takes %s only from its list", (path, allowed, other) => {
    expect(allowed.flatMap((value) => problems(path, value))).toEqual([]);
    const shown = allowed.map((value) => JSON.stringify(value)).join(", ");
    expect(problems(path, other)).toEqual([`cdn.${path}: must be one of ${shown}, got ${JSON.stringify(other)}`]);
  });

  it("takes a region for copies, or none", () => {
    expect([problems("copyRegion", "eu-west-1"), problems("copyRegion", undefined)]).toEqual([[], []]);
    expect(problems("copyRegion", "eu1")).toEqual(['cdn.copyRegion: must be a region such as "eu-west-1", got "eu1"']);
  });

  it.each(["originShield", "detailedMetrics", "firewall.botControl"])("takes %s only as true or false", (path) => {
    expect([problems(path, true), problems(path, false)]).toEqual([[], []]);
    expect(problems(path, "yes")).toEqual([`cdn.${path}: must be true or false, got "yes"`]);
  });

  it.each([
    ["no share", [], "cdn.segments.*: must be a list of 1 to 100, got a list of 0"],
    ["shares below 100", shares(50, 49), "cdn.segments.*: must add up to 100 percent, got 99"],
    ["shares above 100", shares(50, 51), "cdn.segments.*: must add up to 100 percent, got 101"],
    ["a share of nothing", shares(100, 0), "cdn.segments.*[1].percent: must be 1 to 100 percent, got 0"],
    ["a name twice", [...shares(50), ...shares(50)], 'cdn.segments.*[1].name: must appear once, got "s0"'],
    [
      "a name that is no header",
      [{ name: "a b", percent: 100 }],
      'cdn.segments.*[0].name: must be 1 to 32 of a-z, 0-9 and -, got "a b"',
    ],
    [
      "more than a value may hold",
      shares(...Array(50).fill(2)),
      "cdn.segments.*: must be up to 1024 bytes as JSON, got a list of 50",
    ],
  ])("refuses %s", (_, segments, problem) => {
    expect(problems("segments", { "*": segments })).toEqual([problem]);
  });

  it("wants every country by its code, and shares for everywhere else", () => {
    expect(problems("segments", { "*": shares(100), India: shares(100) })).toEqual([
      'cdn.segments.India: must be named after a country such as "IN", or "*", got "India"',
    ]);
    expect(problems("segments", { IN: shares(100) })).toEqual([
      'cdn.segments: must have "*", for everywhere else, got an object',
    ]);
    expect(problems("ladders", {})).toEqual(['cdn.ladders: must have "*", for everywhere else, got an object']);
  });

  it.each([
    ["starts above 0", ladder([1, 480]), "cdn.ladders.*[0].fromMbps: must be 0 Mbit/s, where a ladder starts, got 1"],
    [
      "falls in speed",
      ladder([0, 480], [9, 720], [9, 1080]),
      "cdn.ladders.*[2].fromMbps: must be more than the tier before has, got 9",
    ],
    [
      "falls in height",
      ladder([0, 480], [9, 360]),
      "cdn.ladders.*[1].height: must be more than the tier before has, got 360",
    ],
    [
      "has a height that no screen has",
      ladder([0, 481]),
      "cdn.ladders.*[0].height: must be one of 240, 360, 480, 720, 1080, 1440, 2160, 4320, got 481",
    ],
    ["has no tiers", [], "cdn.ladders.*: must be a list of 1 to 8, got a list of 0"],
  ])("refuses a ladder that %s", (_, tiers, problem) => {
    expect(problems("ladders", { "*": tiers })).toEqual([problem]);
  });

  it("takes a tier from 1 to 999,999 Mbit/s", () => {
    expect([1, 999_999].flatMap((mbps) => problems("ladders", { "*": ladder([0, 480], [mbps, 720]) }))).toEqual([]);
    expect(problems("ladders", { "*": ladder([0, 480], [1_000_000, 720]) })).toEqual([
      "cdn.ladders.*[1].fromMbps: must be 1 to 999999 Mbit/s, got 1000000",
    ]);
  });

  it("reports bad data and never throws on it", () => {
    const fields = ["firewall", "alarms", "segments", "segments.*", "ladders", "invalidation", "invalidation.queue"];
    for (const path of fields) {
      for (const bad of [null, 7, "text", [], [null], {}, { "*": [null] }, { "*": null }]) {
        const found = problems(path, bad);
        expect([path, bad, found.length > 0]).toEqual([path, bad, true]);
      }
    }
    expect(cdnSettingsProblems("cdn", null)).toEqual([{ path: "cdn", reason: "must be an object, got null" }]);
  });
});

describe("laddersOf", () => {
  it("is the first rules of the database where the settings have none", () => {
    expect(laddersOf(settings)).toEqual({ "*": DEFAULT_LADDER });
    const own = { "*": ladder([0, 720]) };
    expect(laddersOf({ ...settings, ladders: own })).toBe(own);
  });
});

describe("shieldRegion", () => {
  it("is the region itself where it has an Origin Shield, otherwise the nearest, or none", () => {
    const asked = ["us-east-1", "eu-west-1", "ap-southeast-1", "us-west-1", "eu-north-1", "me-south-1", "mx-central-1"];
    expect(asked.map(shieldRegion)).toEqual([
      "us-east-1",
      "eu-west-1",
      "ap-southeast-1",
      "us-west-2",
      "eu-west-2",
      "ap-south-1",
      undefined,
    ]);
  });
});
