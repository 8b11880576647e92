import { must, type Problem } from "../checks";
import type { PlatformSettings, RegionSettings } from "../settings";
import { QUOTA_NAMES, QUOTAS, type QuotaDemand, type QuotaName } from "./quotas";

/** Sizes that settings name, in vCPUs. All families in use have 2 from `large` on, and one size doubles the other. */
const VCPUS_OF_LARGE = 2;

/**
 * Most that `region` can ever hold of each quota, all scalers at their maximum: a quota that is too small is met at prime time, when
 * nobody can wait for AWS. Nodes that Auto Mode makes are not in the settings: they come as `nodeVcpus`. Pure.
 */
export function quotaDemand(
  settings: Pick<PlatformSettings, "primaryRegion" | "network" | "cluster" | "caches" | "database">,
  region: RegionSettings,
  { nodeVcpus, hasEntrance }: { readonly nodeVcpus: number; readonly hasEntrance: boolean },
): QuotaDemand {
  const isPrimary = region.name === settings.primaryRegion;
  const { nat, interfaceEndpoints } = settings.network;
  const natCount = {
    single: 1,
    zonal: nat.mode === "zonal" ? nat.gatewayCount : 0,
    regional: region.network.zoneIds.length,
  };
  return {
    standardVcpus: baselineVcpus(settings.cluster) + nodeVcpus,
    elasticIps: natCount[nat.mode],
    vpcs: 1,
    natGatewaysPerZone: 1,
    interfaceEndpointsPerVpc: interfaceEndpoints.length,
    networkLoadBalancers: hasEntrance ? 1 : 0,
    cacheNodes: cacheNodes(settings.caches, isPrimary),
    databaseInstances: databaseInstances(settings.database, isPrimary),
    databaseClusters: 1,
  };
}

/** Problems of what a region needs beyond the account's quotas, each worded with what to do about it. */
export function quotaProblems(
  path: string,
  region: string,
  demand: QuotaDemand,
  quotas: Readonly<Partial<Record<QuotaName, number>>>,
): Problem[] {
  return QUOTA_NAMES.flatMap((name) => {
    const allowed = quotas[name] ?? QUOTAS[name].byDefault;
    const rule = `be at least what ${region} may need of ${QUOTAS[name].unit} (${demand[name]})`;
    return must(demand[name] <= allowed, `${path}.${name}`, rule, allowed);
  });
}

function baselineVcpus({ baselineNodes }: PlatformSettings["cluster"]): number {
  if (baselineNodes === undefined) return 0;
  return baselineNodes.maxCount * Math.max(...baselineNodes.instanceTypes.map(vcpus));
}

/** @throws {RangeError} of a size that nobody here has met; a guess would pass a quota that is too small. */
export function vcpus(instanceType: string): number {
  const [, size = ""] = instanceType.split(".");
  const multiple = /^(\d*)xlarge$/.exec(size)?.[1];
  if (size === "medium") return 1;
  if (size === "large") return VCPUS_OF_LARGE;
  if (multiple !== undefined) return VCPUS_OF_LARGE * 2 * Number(multiple || 1);
  throw new RangeError(`Cannot tell the vCPUs of ${instanceType}`);
}

function cacheNodes(caches: PlatformSettings["caches"], isPrimary: boolean): number {
  if (caches.mode === "serverless") return 0;
  const { sessions, recommendations, metadata } = caches;
  const replicas = isPrimary ? sessions.replicasPerShard : sessions.secondaryReplicasPerShard;
  const regional = [recommendations, metadata].map(
    ({ shards, replicasPerShard }) => most(shards) * (1 + most(replicasPerShard)),
  );
  return regional.reduce((sum, nodes) => sum + nodes, sessions.shards * (1 + replicas));
}

function databaseInstances({ instances }: PlatformSettings["database"], isPrimary: boolean): number {
  if (instances.kind === "serverless") return 1;
  return isPrimary ? 1 + most(instances.readers) : instances.secondaryCount;
}

const most = (count: number | { readonly maxCount: number }): number =>
  typeof count === "number" ? count : count.maxCount;
