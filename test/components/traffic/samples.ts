import type { OriginEntrance } from "../../../components/traffic/origin-dns";
import type {
  GeolocationTrafficSettings,
  LatencyTrafficSettings,
  SimpleTrafficSettings,
} from "../../../components/traffic/settings";

export const REGIONS = ["ap-southeast-1", "eu-west-1", "us-east-1"];

const entrance = { drainSeconds: 30, minHealthyTargets: 3, zonalAutoshift: true };
const healthChecks = {
  intervalSeconds: 10,
  failureThreshold: 3,
  checkerRegions: ["ap-southeast-1", "eu-west-1", "us-east-1"],
} as const;

export const simple: SimpleTrafficSettings = { routing: "simple", zone: "declared", entrance };

export const latency: LatencyTrafficSettings = { routing: "latency", zone: "declared", entrance, healthChecks };

export const geolocation: GeolocationTrafficSettings = {
  routing: "geolocation",
  zone: "declared",
  entrance,
  healthChecks,
  homes: {
    "ap-southeast-1": { continents: ["AS", "OC"], countries: [] },
    "eu-west-1": { continents: ["EU", "AF"], countries: ["IL", "TR"] },
    "us-east-1": { continents: ["NA", "SA"], countries: [] },
  },
};

/** DNS name of a region's load balancer. */
export const balancerOf = (region: string) => `entry.elb.${region}.amazonaws.com`;

export const entrances = (regions: readonly string[]): OriginEntrance[] =>
  regions.map((region) => ({ region, dnsName: balancerOf(region), dnsZoneId: `Z-${region}` }));
