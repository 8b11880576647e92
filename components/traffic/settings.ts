import { type Check, fields, flag, list, must, oneOf, type Problem, record, wholeNumber } from "../checks";
import { CONTINENTS, type Continent, continentOf } from "./locations";

/** How viewers find a region: plain data, the same for all regions of a stack. */
export type TrafficSettings = SimpleTrafficSettings | LatencyTrafficSettings | GeolocationTrafficSettings;

interface AnyTrafficSettings {
  /**
   * Whether the domain's public zone is the stack's own, or one that somebody else keeps in the same account. An own zone answers
   * only after its name servers are entered at the parent domain; until then no certificate is issued and `up` waits.
   */
  readonly zone: "declared" | "existing";
  readonly entrance: EntranceSettings;
}

/** The only region answers everybody, healthy or not. */
export interface SimpleTrafficSettings extends AnyTrafficSettings {
  readonly routing: "simple";
}

/** The healthy region with the lowest latency answers. */
export interface LatencyTrafficSettings extends AnyTrafficSettings {
  readonly routing: "latency";
  readonly healthChecks: HealthCheckSettings;
}

/** The viewer's home region answers; while it is unhealthy, the healthy one with the lowest latency. Who has no home gets that too. */
export interface GeolocationTrafficSettings extends AnyTrafficSettings {
  readonly routing: "geolocation";
  readonly healthChecks: HealthCheckSettings;
  /** Where each region is at home, by region name; every region of the stack has an entry. */
  readonly homes: Readonly<Record<string, RegionHome>>;
}

/** Locations whose queries a region answers. A country goes before its continent. No location belongs to two regions. */
export interface RegionHome {
  readonly continents: readonly Continent[];
  /** ISO 3166-1 alpha-2, e.g. `IL`. */
  readonly countries: readonly string[];
}

export interface EntranceSettings {
  /** How long open connections may finish when a pod leaves. Unit: seconds, 0 to 3,600. */
  readonly drainSeconds: number;
  /** Fewer healthy pods than this page somebody, and end a practice run. Unit: pods, 1 to 1,000. */
  readonly minHealthyTargets: number;
  /** Whether AWS may take a failing zone out by itself. It then also practises that weekly: one zone is out for half an hour. */
  readonly zonalAutoshift: boolean;
}

export interface HealthCheckSettings {
  /** Unit: seconds, 10 or 30; 10 is charged extra. */
  readonly intervalSeconds: 10 | 30;
  /** Answers in a row that change a region's state. Unit: answers, 1 to 10. */
  readonly failureThreshold: number;
  /** From where Route 53 checks: three to eight of `CHECKER_REGIONS`. */
  readonly checkerRegions: readonly string[];
}

/**
 * Regions that Route 53 checks from; at least three at once.
 * Source: https://docs.aws.amazon.com/Route53/latest/APIReference/API_HealthCheckConfig.html
 */
export const CHECKER_REGIONS = [
  "ap-northeast-1",
  "ap-southeast-1",
  "ap-southeast-2",
  "eu-west-1",
  "sa-east-1",
  "us-east-1",
  "us-west-1",
  "us-west-2",
];

const ROUTINGS: readonly TrafficSettings["routing"][] = ["simple", "latency", "geolocation"];

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function trafficSettingsProblems(
  path: string,
  settings: TrafficSettings,
  regionNames: readonly string[],
): Problem[] {
  const common = {
    zone: ((at, value) => oneOf(at, value, ["declared", "existing"])) satisfies Check,
    entrance: entranceProblems,
    routing: ((at, value) => [
      ...oneOf(at, value, ROUTINGS),
      ...must(value !== "simple" || regionNames.length === 1, at, "not be simple in a stack of several regions", value),
    ]) satisfies Check,
  };
  switch (settings?.routing) {
    case "latency":
      return fields<LatencyTrafficSettings>(path, settings, { ...common, healthChecks: healthChecksProblems });
    case "geolocation":
      return fields<GeolocationTrafficSettings>(path, settings, {
        ...common,
        healthChecks: healthChecksProblems,
        homes: (at, homes) => homesProblems(at, homes, regionNames),
      });
    default: // also of settings that are none: the fields say so
      return fields<SimpleTrafficSettings>(path, settings, common);
  }
}

function entranceProblems(path: string, entrance: unknown): Problem[] {
  return fields<EntranceSettings>(path, entrance, {
    // Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
    drainSeconds: (at, value) => wholeNumber(at, value, 0, 3_600, "seconds"),
    // Source: https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-limits.html
    minHealthyTargets: (at, value) => wholeNumber(at, value, 1, 1_000, "pods"),
    zonalAutoshift: flag,
  });
}

/** Source: the page of `CHECKER_REGIONS`. */
function healthChecksProblems(path: string, healthChecks: unknown): Problem[] {
  return fields<HealthCheckSettings>(path, healthChecks, {
    intervalSeconds: (at, value) => oneOf(at, value, [10, 30]),
    failureThreshold: (at, value) => wholeNumber(at, value, 1, 10, "answers"),
    checkerRegions: (at, value) =>
      list(at, value, 3, CHECKER_REGIONS.length, (one, region) => oneOf(one, region, CHECKER_REGIONS)),
  });
}

function homesProblems(path: string, homes: unknown, regionNames: readonly string[]): Problem[] {
  const claimed = new Set<unknown>();
  const claim: Check = (at, location) => {
    const first = !claimed.has(location);
    claimed.add(location);
    return must(first, at, "belong to one region", location);
  };
  const problems = record(path, homes, (at, region, home) => [
    ...must(regionNames.includes(region), at, "be named after one of regions", region),
    ...homeProblems(at, home, claim),
  ]);
  const missing = regionNames.filter((region) => typeof homes === "object" && homes !== null && !(region in homes));
  return [...problems, ...missing.flatMap((region) => must(false, `${path}.${region}`, "be an object", undefined))];
}

function homeProblems(path: string, home: unknown, claim: Check): Problem[] {
  const { continents, countries } = (home ?? {}) as Partial<RegionHome>;
  const empty = continents?.length === 0 && countries?.length === 0;
  return [
    ...fields<RegionHome>(path, home, {
      continents: (at, value) =>
        list(at, value, 0, CONTINENTS.length, (one, code) => [
          ...oneOf(one, code, CONTINENTS),
          ...claim(one, `continent ${code}`),
        ]),
      countries: (at, value) =>
        list(at, value, 0, 250, (one, code) => [
          ...must(continentOf(code) !== undefined, one, 'be a country that Route 53 knows such as "IL"', code),
          ...claim(one, `country ${code}`),
        ]),
    }),
    ...must(!empty, path, "have a continent or a country, or nobody is at home there", home),
  ];
}
