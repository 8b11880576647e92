import { beforeAll, describe, expect, it } from "@jest/globals";
import { continentOf, ROUTABLE_COUNTRIES } from "../../../components/traffic/locations";
import { OriginDns, type OriginEntrance } from "../../../components/traffic/origin-dns";
import type { TrafficSettings } from "../../../components/traffic/settings";
import { declared } from "../../support/declared";
import { type Place, Route53Resolver, type World } from "../../support/route53-resolver";
import { balancerOf, entrances, geolocation, latency, REGIONS, simple } from "./samples";

const DOMAIN = "stream.example.com";
const ORIGIN = `origin.${DOMAIN}`;

/** Every two letters that ICU calls a region: ISO 3166-1 and more, so that a new country is asked for as well. */
const COUNTRIES = (() => {
  const names = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  const letters = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"];
  return letters.flatMap((a) => letters.map((b) => `${a}${b}`)).filter((code) => names.of(code) !== undefined);
})();

/** All of them, and an address that Route 53 cannot place. */
const PLACES: readonly Place[] = [{}, ...COUNTRIES.map((country) => ({ country }))];

/** Made-up round trips, another for each seed: what is proved holds for any. Source: FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
const latenciesOf = (seed: number) => (place: Place, region: string) =>
  [...`${seed} ${place.country} ${region}`].reduce((hash, letter) => {
    return Math.imul(hash ^ letter.charCodeAt(0), 16777619) >>> 0;
  }, 2166136261) /
  2 ** 24;

const subsets = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: 2 ** items.length }, (_, bits) => items.filter((_item, i) => (bits >> i) % 2 === 1));

/** What may be wrong in a region, each alone enough to take it out. */
const FAILURES = {
  "has no healthy pod": (balancers: Set<string>) => ({ unhealthyTargets: balancers }),
  "does not answer over TLS": (balancers: Set<string>) => ({ silentTargets: balancers }),
  "is gone": (balancers: Set<string>) => ({ unhealthyTargets: balancers, silentTargets: balancers }),
} as const;

function world(seed: number, broken: Partial<World> = {}): World {
  const nothing = new Set<string>();
  return {
    unhealthyTargets: nothing,
    silentTargets: nothing,
    firingAlarms: nothing,
    latencyMillis: latenciesOf(seed),
    ...broken,
  };
}

const resolverOf = async (settings: TrafficSettings, of: readonly OriginEntrance[]) => {
  const args = { domain: DOMAIN, zoneId: "Z1", settings, entrances: of };
  return new Route53Resolver((await declared((opts) => new OriginDns("origin", args, opts))).resources);
};

const regionOf = (balancer: string | undefined) => REGIONS.find((region) => balancerOf(region) === balancer);

/** The healthy region with the lowest latency. */
const nearest = (place: Place, regions: readonly string[], { latencyMillis }: World) =>
  [...regions].sort((a, b) => latencyMillis(place, a) - latencyMillis(place, b))[0];

describe("the places that are asked from", () => {
  it("hold every country of ISO 3166-1 and all that Route 53 knows", () => {
    expect(COUNTRIES.length).toBeGreaterThanOrEqual(249);
    expect(ROUTABLE_COUNTRIES.filter((country) => !COUNTRIES.includes(country))).toEqual([]);
  });
});

describe.each([1, 2])("production, with round trips %i", (seed) => {
  let resolver: Route53Resolver;
  beforeAll(async () => {
    resolver = await resolverOf(geolocation, entrances(REGIONS));
  });

  it("sends nobody to a failed region while any is healthy, and answers everybody always", () => {
    const wrong: string[] = [];
    for (const [kind, failure] of Object.entries(FAILURES)) {
      for (const failed of subsets(REGIONS)) {
        const now = world(seed, failure(new Set(failed.map(balancerOf))));
        for (const place of PLACES) {
          const region = regionOf(resolver.answer(ORIGIN, place, now));
          const fine = region !== undefined && (failed.length === REGIONS.length || !failed.includes(region));
          if (!fine) wrong.push(`${place.country}: ${region} although ${failed} ${kind}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("sends everybody home while home is healthy, and to the nearest healthy region otherwise", () => {
    const wrong: string[] = [];
    for (const failed of subsets(REGIONS).filter(({ length }) => length < REGIONS.length)) {
      const now = world(seed, { silentTargets: new Set(failed.map(balancerOf)) });
      const up = REGIONS.filter((region) => !failed.includes(region));
      for (const place of PLACES) {
        const home = REGIONS.find((region) => isHome(region, place));
        const expected = home && up.includes(home) ? home : nearest(place, up, now);
        const region = regionOf(resolver.answer(ORIGIN, place, now));
        if (region !== expected) wrong.push(`${place.country}: ${region}, not ${expected}, without ${failed}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("sends everybody home when all regions have failed, and who has no home to the nearest", () => {
    const now = world(seed, { unhealthyTargets: new Set(REGIONS.map(balancerOf)) });
    const answers = (country: string) => regionOf(resolver.answer(ORIGIN, { country }, now));
    expect(["FR", "KE", "IL", "JP", "AU", "US", "BR"].map(answers)).toEqual([
      "eu-west-1",
      "eu-west-1",
      "eu-west-1",
      "ap-southeast-1",
      "ap-southeast-1",
      "us-east-1",
      "us-east-1",
    ]);
    expect(regionOf(resolver.answer(ORIGIN, {}, now))).toBe(nearest({}, REGIONS, now));
  });
});

/** Said apart from the records on purpose: a country that any region names goes before its continent. */
function isHome(region: string, { country }: Place): boolean {
  const homes = Object.entries(geolocation.homes);
  const named = homes.find(([, { countries }]) => country !== undefined && countries.includes(country));
  if (named) return named[0] === region;
  const continent = continentOf(country);
  return continent !== undefined && geolocation.homes[region]!.continents.includes(continent);
}

describe("staging", () => {
  it("sends everybody to the nearest healthy region, and to the nearest when none is", async () => {
    const regions = ["eu-west-1", "us-east-1"];
    const resolver = await resolverOf(latency, entrances(regions));
    const wrong: string[] = [];
    for (const [kind, failure] of Object.entries(FAILURES)) {
      for (const failed of subsets(regions)) {
        const now = world(3, failure(new Set(failed.map(balancerOf))));
        const up = regions.filter((region) => !failed.includes(region));
        for (const place of PLACES) {
          const expected = nearest(place, up.length > 0 ? up : regions, now);
          const region = regionOf(resolver.answer(ORIGIN, place, now));
          if (region !== expected) wrong.push(`${place.country}: ${region}, not ${expected}: ${failed} ${kind}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("dev", () => {
  it("answers everybody with its only region, healthy or not", async () => {
    const resolver = await resolverOf(simple, entrances(["us-east-1"]));
    for (const failed of [[], ["us-east-1"]]) {
      const now = world(4, FAILURES["is gone"](new Set(failed.map(balancerOf))));
      expect(new Set(PLACES.map((place) => regionOf(resolver.answer(ORIGIN, place, now))))).toEqual(
        new Set(["us-east-1"]),
      );
    }
  });
});

describe("an alarm on a region's SLO", () => {
  it("takes the region out although it answers, and the answer takes it out although the alarm is quiet", async () => {
    const watched = entrances(REGIONS).map((entrance) => ({ ...entrance, sloAlarmName: `slo-${entrance.region}` }));
    const resolver = await resolverOf(geolocation, watched);
    const german = (broken: Partial<World>) => regionOf(resolver.answer(ORIGIN, { country: "DE" }, world(5, broken)));
    expect(german({})).toBe("eu-west-1");
    const without = nearest({ country: "DE" }, ["ap-southeast-1", "us-east-1"], world(5));
    expect(german({ firingAlarms: new Set(["slo-eu-west-1"]) })).toBe(without);
    expect(german({ silentTargets: new Set([balancerOf("eu-west-1")]) })).toBe(without);
  });

  it("never leaves anybody without an answer, even if all fire at once", async () => {
    const watched = entrances(REGIONS).map((entrance) => ({ ...entrance, sloAlarmName: `slo-${entrance.region}` }));
    const resolver = await resolverOf(geolocation, watched);
    const now = world(6, { firingAlarms: new Set(REGIONS.map((region) => `slo-${region}`)) });
    expect(regionOf(resolver.answer(ORIGIN, { country: "DE" }, now))).toBe("eu-west-1");
    expect(PLACES.filter((place) => regionOf(resolver.answer(ORIGIN, place, now)) === undefined)).toEqual([]);
  });
});
