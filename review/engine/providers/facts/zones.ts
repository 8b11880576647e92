import type { Properties } from "../../values";
import type { Fact } from "../facts";
import type { ProviderConfiguration } from "../provider-configuration";
import { passes, regionOf, text, texts } from "./arguments";
import { REGIONS } from "./region-table";

interface Zone {
  readonly region: string;
  readonly name: string;
  readonly zoneId: string;
  readonly groupName: string;
  readonly groupLongName: string;
}

/**
 * Availability zones of an account that has switched on no local or wavelength zone. Names are certain; which id belongs to
 * which name is one possibility, since AWS shuffles them for each account.
 */
export const zoneFacts: Readonly<Record<string, Fact>> = {
  "aws:index/getAvailabilityZones:getAvailabilityZones": {
    simulated: true,
    answer: (args, provider) => {
      const region = regionOf(args, provider);
      const zones = matching(args, provider);
      if (region === undefined || zones === undefined) return undefined;
      const left = zones.filter(
        ({ name, zoneId }) => !texts(args.excludeNames).includes(name) && !texts(args.excludeZoneIds).includes(zoneId),
      );
      return {
        ...args,
        id: region,
        region,
        names: left.map(({ name }) => name),
        zoneIds: left.map(({ zoneId }) => zoneId),
        groupNames: [...new Set(left.map(({ groupName }) => groupName))],
      };
    },
  },
  "aws:index/getAvailabilityZone:getAvailabilityZone": {
    simulated: true,
    answer: (args, provider) => {
      const [zone, second] = (matching(args, provider) ?? []).filter(
        ({ name, zoneId }) => (text(args, "name") ?? name) === name && (text(args, "zoneId") ?? zoneId) === zoneId,
      );
      if (zone === undefined || second !== undefined) return undefined; // The real function refuses none or several.
      return {
        ...args,
        ...zone,
        id: zone.name,
        nameSuffix: zone.name.slice(zone.region.length),
        networkBorderGroup: zone.region,
        optInStatus: "opt-in-not-required",
        parentZoneId: "",
        parentZoneName: "",
        state: "available",
        zoneType: "availability-zone",
      };
    },
  },
};

/** Zones that pass `state` and `filters`, sorted by name; `undefined` when the region is not known to us. */
function matching(args: Properties, provider: ProviderConfiguration): Zone[] | undefined {
  const region = regionOf(args, provider);
  const zones = region === undefined ? undefined : zonesOf(region);
  return zones?.filter(
    (zone) =>
      (text(args, "state") ?? "available") === "available" &&
      passes(args.filters, {
        "group-long-name": zone.groupLongName,
        "group-name": zone.groupName,
        "network-border-group": zone.region,
        "opt-in-status": "opt-in-not-required",
        "region-name": zone.region,
        state: "available",
        "zone-id": zone.zoneId,
        "zone-name": zone.name,
        "zone-type": "availability-zone",
      }),
  );
}

function zonesOf(region: string): Zone[] | undefined {
  const known = REGIONS[region];
  return known?.zones.split(" ").map((zone) => ({
    region,
    name: `${region}${zone.charAt(0)}`,
    zoneId: `${known.zonePrefix}-az${zone.slice(1)}`,
    groupName: `${region}-zg-1`,
    groupLongName: `${known.description} 1`,
  }));
}
