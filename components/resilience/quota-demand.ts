import { must, type Problem } from "../checks";
import { vcpus } from "../cluster/vcpus";
import { namespaceDemands } from "../service/namespace-demands";
import type { PlatformSettings, RegionSettings } from "../settings";
import { QUOTA_NAMES, QUOTAS, type QuotaDemand, type QuotaName } from "./quotas";

/** The parts of the settings that ask something of the account. */
export type QuotaSettings = Pick<
  PlatformSettings,
  | "primaryRegion"
  | "network"
  | "cluster"
  | "caches"
  | "database"
  | "services"
  | "ingress"
  | "pooling"
  | "monitoring"
  | "load"
>;

/**
 * Most that `region` can hold of each quota, all scalers at their maximum: a quota that is too small is met at prime time, when
 * nobody can wait for AWS. Pure.
 */
export function quotaDemand(settings: QuotaSettings, region: RegionSettings): QuotaDemand {
  const isPrimary = region.name === settings.primaryRegion;
  const { nat, interfaceEndpoints } = settings.network;
  const natCount = {
    single: 1,
    zonal: nat.mode === "zonal" ? nat.gatewayCount : 0,
    regional: region.network.zoneIds.length,
  };
  return {
    standardVcpus: Math.max(baselineVcpus(settings.cluster), podVcpus(settings)),
    elasticIps: natCount[nat.mode],
    vpcs: 1,
    natGatewaysPerZone: 1,
    interfaceEndpointsPerVpc: interfaceEndpoints.length,
    networkLoadBalancers: 1,
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
  return baselineNodes.maxCount * Math.max(...baselineNodes.instanceTypes.map((type) => vcpus(type) ?? 0));
}

/**
 * What the pods that settings size request together, rounded up: nodes never have less. They have more, because none is ever full
 * and charts bring small pods of their own, so leave room in the quota.
 */
function podVcpus({ services, ingress, pooling, monitoring, load }: QuotaSettings): number {
  const ofServices = Object.values(namespaceDemands(services)).flat();
  const millis = [
    ...ofServices.map(({ maxReplicas, cpuMillis }) => maxReplicas * cpuMillis),
    ingress.maxReplicas * ingress.cpuMillicores,
    pooling.replicas * pooling.cpuMillis,
    monitoring.replicas * monitoring.prometheus.cpuMillis,
    load.loadTests === undefined ? 0 : load.loadTests.runners * load.loadTests.runner.cpuMillis,
  ];
  return Math.ceil(millis.reduce((sum, each) => sum + each, 0) / 1_000);
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
