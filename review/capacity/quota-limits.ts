import { QUOTAS, type QuotaName } from "../../components/resilience/quotas";
import type { DeclaredState } from "../replay/declared";
import { cacheNodesAtMaximum } from "./cache-limits";
import { instancesAtMaximum } from "./database-limits";
import type { Limit, Regions, UnknownLimit } from "./limits";

export { QUOTAS };

/** How many of a quota one resource can come to; 0 of everything else. */
type Counter = (state: DeclaredState, states: readonly DeclaredState[]) => number;

const one = (type: string, test: (state: DeclaredState) => boolean = () => true): Counter => {
  return (state) => (state.type === type && test(state) ? 1 : 0);
};

/** vCPUs are counted with the nodes; zones of NAT gateways are not known before they are there. */
const COUNTERS: Readonly<Partial<Record<QuotaName, Counter>>> = {
  elasticIps: one("aws:ec2/eip:Eip"),
  vpcs: one("aws:ec2/vpc:Vpc"),
  interfaceEndpointsPerVpc: one(
    "aws:ec2/vpcEndpoint:VpcEndpoint",
    ({ inputs }) => inputs.vpcEndpointType === "Interface",
  ),
  networkLoadBalancers: one("aws:lb/loadBalancer:LoadBalancer", ({ inputs }) => inputs.loadBalancerType === "network"),
  cacheNodes: (state, states) =>
    state.type === "aws:elasticache/replicationGroup:ReplicationGroup" ? (cacheNodesAtMaximum(states, state) ?? 0) : 0,
  databaseInstances: (state, states) =>
    state.type === "aws:rds/cluster:Cluster" ? instancesAtMaximum(states, state) : 0,
  databaseClusters: one("aws:rds/cluster:Cluster"),
};

/** Quotas of the account in each region, against everything that this stack can come to. Other stacks take of them, too. */
export function quotaLimits(states: readonly DeclaredState[], regions: Regions): (Limit | UnknownLimit)[] {
  const names = Object.keys(COUNTERS) as QuotaName[];
  return [...new Set(regions.values())].filter(Boolean).flatMap((region) => {
    const here = states.filter((state) => regions.get(state) === region);
    return names.flatMap((name): (Limit | UnknownLimit)[] => {
      const counted = here.map((state) => ({ state, count: (COUNTERS[name] as Counter)(state, states) }));
      const taking = counted.filter(({ count }) => count > 0);
      if (taking.length === 0) return [];
      const { urn, value, unknown } = quotaOf(states, regions, region, name);
      const common: Omit<Limit, "value" | "from"> = {
        ...{ id: `${region}/account/${name}`, stage: "account", region, what: QUOTAS[name].unit, unit: "in use" },
        urns: [...(urn === undefined ? [] : [urn]), ...taking.map(({ state }) => state.urn)],
        atMaximum: taking.reduce((sum, { count }) => sum + count, 0),
        notes: ["what else the account holds in the region comes on top"],
      };
      if (value !== undefined) return [{ ...common, value, from: "declared" }];
      if (unknown !== undefined) return [{ ...common, unknown, from: "declared" }];
      return [{ ...common, value: QUOTAS[name].byDefault, from: "AWS default" }];
    });
  });
}

/** Its value, or why nobody knows it yet; neither where none is declared. */
interface DeclaredQuota {
  readonly urn?: string;
  readonly value?: number;
  readonly unknown?: string;
}

/** What the stack asks AWS for. */
export function quotaOf(
  states: readonly DeclaredState[],
  regions: Regions,
  region: string,
  name: QuotaName,
): DeclaredQuota {
  const found = states.find(
    (state) =>
      state.type === "aws:servicequotas/serviceQuota:ServiceQuota" &&
      state.inputs.quotaCode === QUOTAS[name].quotaCode &&
      regions.get(state) === region,
  );
  if (found === undefined) return {};
  const { urn, inputs } = found;
  if (typeof inputs.value === "number") return { urn, value: inputs.value };
  return { urn, unknown: `value of ${found.name} is not known yet` };
}
