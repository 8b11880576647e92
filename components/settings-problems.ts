import { type CachesSettings, cachesSettingsProblems } from "./cache/settings";
import { cdnSettingsProblems } from "./cdn/settings";
import { fields, flag, list, must, type Problem, record } from "./checks";
import { clocksProblems } from "./clock";
import { clusterSettingsProblems } from "./cluster/settings";
import { poolingSettingsProblems } from "./database/cluster/settings";
import { type DatabaseSettings, databaseSettingsProblems } from "./database/settings";
import { ingressSettingsProblems } from "./ingress/settings";
import { joinedProblems } from "./joined-rules";
import { platformLakeProblems } from "./lake/settings";
import { type MessagingSettings, messagingSettingsProblems } from "./messaging/settings";
import { cidrBlockProblems, overlapProblems, ZONES } from "./network/cidr-plan";
import { flowLogTrafficProblems } from "./network/flow-logs";
import { natPlanProblems } from "./network/nat-gateways";
import { interfaceEndpointsProblems } from "./network/vpc-endpoints";
import { regionProblems, zoneIdsProblems } from "./network/zone-ids";
import { monitoringSettingsProblems } from "./observability/cluster/settings";
import { logRetentionProblems } from "./observability/log-retention";
import { logShippingSettingsProblems } from "./observability/log-shipping/settings";
import { observabilitySettingsProblems } from "./observability/settings";
import { loadSettingsProblems } from "./resilience/cluster/settings";
import { resilienceSettingsProblems } from "./resilience/settings";
import { servicesSettingsProblems } from "./service/settings";
import type { NetworkSettings, PlatformSettings, RegionNetworkSettings, RegionSettings } from "./settings";
import { type TrafficSettings, trafficSettingsProblems } from "./traffic/settings";

/** Regions a full mesh of peerings is made for, see `PeeringMesh`. */
const MAX_REGIONS = 4;

/** Tags that the platform sets itself, see `Platform`. */
const OWN_TAGS = ["project", "stack"];

/** Everything wrong with `settings`; empty when they can be declared. Pure, and total: bad data is reported, never thrown on. */
export function platformSettingsProblems(settings: PlatformSettings): Problem[] {
  const unreadable = plainDataProblems("", settings);
  if (unreadable.length > 0) return unreadable; // every rule would throw on it that compares two numbers

  const regions = readableRegions(settings);
  const names = regions.flatMap(({ name }) => (typeof name === "string" ? [name] : []));
  const fewestZones = Math.min(
    ZONES.max,
    ...regions.map(({ network }) => Math.max(ZONES.min, network?.zoneIds?.length ?? 0)),
  );

  const problems = [
    ...fields<PlatformSettings>("", settings, {
      regions: (path, value) => list(path, value, 1, MAX_REGIONS, regionSettingsProblems),
      primaryRegion: (path, value) =>
        must(names.includes(value as string), path, "be the name of one of regions", value),
      clocks: (path, value) => clocksProblems(path, value, names),
      network: (path, value) => networkSettingsProblems(path, value, fewestZones),
      cluster: clusterSettingsProblems,
      caches: (path, value) => cachesSettingsProblems(path, value as CachesSettings, names, settings.primaryRegion),
      database: (path, value) => databaseSettingsProblems(path, value, names, settings.primaryRegion),
      pooling: (path, value) => poolingSettingsProblems(path, value, soundDatabase(settings, names), names.length),
      traffic: (path, value) => trafficSettingsProblems(path, value as TrafficSettings, names),
      cdn: cdnSettingsProblems,
      messaging: (path, value) => messagingSettingsProblems(path, value as MessagingSettings),
      lake: (path, value) => platformLakeProblems(path, value, settings.clocks, names, fewestZones),
      observability: observabilitySettingsProblems,
      resilience: resilienceSettingsProblems,
      ingress: ingressSettingsProblems,
      services: servicesSettingsProblems,
      monitoring: monitoringSettingsProblems,
      logShipping: logShippingSettingsProblems,
      load: loadSettingsProblems,
      protectStateful: flag,
      logRetentionDays: logRetentionProblems,
      tags: tagsProblems,
    }),
    ...regions.flatMap(({ name }, i) =>
      must(
        !regions.slice(0, i).some((earlier) => name && earlier.name === name),
        `regions[${i}].name`,
        "appear once",
        name,
      ),
    ),
    ...overlapProblems(
      regions.map(({ network }, i) => ({ path: `regions[${i}].network.cidrBlock`, cidrBlock: network?.cidrBlock })),
    ),
  ];
  return [...problems, ...joinedProblems(settings, problems)];
}

/** Settings of the database, or none while something is wrong with them: whatever adds up from them would be wrong or throw. */
function soundDatabase({ database, primaryRegion }: PlatformSettings, names: readonly string[]): DatabaseSettings {
  const sound = databaseSettingsProblems("database", database, names, primaryRegion).length === 0;
  return sound ? database : ({} as DatabaseSettings);
}

/** Objects without a prototype: to compare one with a number, or to print one, throws. */
function plainDataProblems(path: string, value: unknown, above: readonly unknown[] = []): Problem[] {
  if (typeof value !== "object" || value === null || above.includes(value)) return [];
  if (Object.getPrototypeOf(value) === null) return must(false, path || "settings", "be plain data", value);
  return Object.entries(value).flatMap(([key, each]) =>
    plainDataProblems(joined(path, key, Array.isArray(value)), each, [...above, value]),
  );
}

function joined(path: string, key: string, inList: boolean): string {
  if (inList) return `${path}[${key}]`;
  return path === "" ? key : `${path}.${key}`;
}

/** The regions as far as they can be read, so that rules across them also run beside a mistake in one of them. */
function readableRegions(settings: PlatformSettings): readonly Partial<RegionSettings>[] {
  const regions: unknown = settings?.regions;
  return Array.isArray(regions) ? Array.from(regions, (region) => region ?? {}) : [];
}

function regionSettingsProblems(path: string, region: unknown): Problem[] {
  return fields<RegionSettings>(path, region, {
    name: regionProblems,
    network: (at, network) =>
      fields<RegionNetworkSettings>(at, network, {
        cidrBlock: cidrBlockProblems,
        zoneIds: (zonesAt, zoneIds) => zoneIdsProblems(zonesAt, (region as RegionSettings).name, zoneIds),
      }),
  });
}

function networkSettingsProblems(path: string, network: unknown, fewestZones: number): Problem[] {
  return fields<NetworkSettings>(path, network, {
    nat: (at, plan) => natPlanProblems(at, plan, fewestZones),
    interfaceEndpoints: interfaceEndpointsProblems,
    flowLogTraffic: flowLogTrafficProblems,
  });
}

/** Source of the lengths: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
function tagsProblems(path: string, tags: unknown): Problem[] {
  return record(path, tags, (at, key, value) => [
    ...must(!OWN_TAGS.includes(key), at, "be left to the platform", value),
    ...must(!key.startsWith("aws:") && key.length <= 128, at, "have a key of up to 128 characters, not aws:", value),
    ...must(typeof value === "string" && value.length <= 256, at, "be text of up to 256 characters", value),
  ]);
}
