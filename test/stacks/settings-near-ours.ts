import fc from "fast-check";
import type { PlatformSettings } from "../../components/settings";
import { settingsFor } from "../../stacks";

type Path = readonly (string | number)[];

/** Every place in plain data, those of lists and objects among them. */
function placesIn(value: unknown, at: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [at];
  const inner = Object.entries(value).flatMap(([key, each]) => placesIn(each, [...at, key]));
  return at.length === 0 ? inner : [at, ...inner];
}

const valueAt = (settings: unknown, path: Path) => path.reduce((at: any, key) => at?.[key], settings);

/** Texts of the settings that are one of a few; any of them may stand where another does. */
const CHOICES: readonly (readonly string[])[] = [
  ["standard", "io-optimized", "tier-xl", "advanced", "off"],
  ["single", "zonal", "regional", "serverless", "clusters", "provisioned"],
  ["simple", "latency", "geolocation", "declared", "existing"],
  ["PriceClass_100", "PriceClass_200", "PriceClass_All"],
  ["x-forwarded-for", "proxy-protocol", "none", "direct", "stream"],
  ["ACCEPT", "REJECT", "ALL", "STANDARD", "FLEX", "G.1X", "G.2X"],
  ["forecast-and-scale", "forecast-only", "off"],
  ["cache.r7g.large", "cache.r7g.xlarge", "cache.t4g.small", "db.r8g.large", "db.r8g.4xlarge", "db.t4g.medium"],
];

/** What may come in place of a value: a neighbour inside or just outside its range, another choice, or nothing. */
function replacementFor(value: unknown): fc.Arbitrary<unknown> {
  const nothing = fc.constant(undefined);
  if (typeof value === "boolean") return fc.constant(!value);
  if (typeof value === "number") {
    const near = [value - 1, value + 1, value * 2, Math.ceil(value / 2), value * 10];
    return fc.oneof({ arbitrary: fc.constantFrom(...near), weight: 8 }, fc.constantFrom(0, -1, 0.5, Number.NaN, "1"));
  }
  if (typeof value === "string") {
    const others = CHOICES.filter((choices) => choices.includes(value)).flat();
    return others.length > 0
      ? fc.constantFrom(...others)
      : fc.constantFrom(value, `${value}x`, "", value.toUpperCase());
  }
  if (Array.isArray(value)) return fc.constantFrom([], value.slice(0, 1), [...value, ...value.slice(0, 1)]);
  return fc.oneof(nothing, fc.constant({}), fc.constant(null));
}

/** Regions that Route 53 checks from, by the prefix of their zones. */
const MOVES = { "ap-northeast-1": "apne1", "ap-southeast-2": "apse2", "us-west-2": "usw2", "sa-east-1": "sae1" };

/** The same settings with another region in place of Ireland: as far as it goes, some rule may refuse them. */
function moved(settings: PlatformSettings, to: keyof typeof MOVES): PlatformSettings {
  return JSON.parse(JSON.stringify(settings).replaceAll("eu-west-1", to).replaceAll("euw1-", `${MOVES[to]}-`));
}

function changed(settings: PlatformSettings, path: Path, value: unknown): PlatformSettings {
  const copy = structuredClone(settings);
  const holder = valueAt(copy, path.slice(0, -1));
  if (typeof holder !== "object" || holder === null) return copy; // an earlier change took it out
  if (value === undefined) delete holder[path.at(-1)!];
  else holder[path.at(-1)!] = value;
  return copy;
}

/** One of our stacks, moved perhaps, with up to `changes` values replaced. */
export function settingsNear(changes: number): fc.Arbitrary<PlatformSettings> {
  const { dev, staging, prod } = {
    dev: settingsFor("dev"),
    staging: settingsFor("staging"),
    prod: settingsFor("prod"),
  };
  const regions = fc.constantFrom(...(Object.keys(MOVES) as (keyof typeof MOVES)[]));
  const base = fc.oneof(
    { arbitrary: fc.constant(dev), weight: 3 },
    { arbitrary: fc.constantFrom(staging, prod), weight: 1 },
    { arbitrary: regions.map((to) => moved(staging, to)), weight: 1 },
  );
  return base.chain((settings) => {
    const places = placesIn(settings);
    const change = fc
      .constantFrom(...places)
      .chain((path) => replacementFor(valueAt(settings, path)).map((value) => ({ path, value })));
    return fc
      .array(change, { maxLength: changes })
      .map((list) => list.reduce((all, { path, value }) => changed(all, path, value), settings));
  });
}
