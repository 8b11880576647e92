import { field, items, number, text } from "../cost/stack";
import type { DeclaredState } from "../replay/declared";
import { gibOf } from "../replay/node-size";
import { connectionsOn, poolLimits } from "./connection-pools";
import type { Limit, Regions, UnknownLimit } from "./limits";

/** `LEAST({DBInstanceClassMemory/9531392}, 5000)`, with 10^9 bytes to the GiB. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html */
const BYTES_PER_CONNECTION = 9_531_392;
const MOST_CONNECTIONS = 5_000;
/** Besides the writer. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html */
const MOST_READERS = 15;
const CLUSTER = "aws:rds/cluster:Cluster";
const INSTANCE = "aws:rds/clusterInstance:ClusterInstance";

/** Connections that pools take from clients, those that the weakest instance of each cluster takes from pools, and readers. */
export function databaseLimits(states: readonly DeclaredState[], regions: Regions): (Limit | UnknownLimit)[] {
  return [
    ...poolLimits(states, regions),
    ...instanceLimits(states, regions),
    ...states.filter(({ type }) => type === CLUSTER).map((cluster) => readerLimit(states, cluster, regions)),
  ];
}

function readerLimit(states: readonly DeclaredState[], cluster: DeclaredState, regions: Regions): Limit {
  const region = regions.get(cluster) ?? "";
  return {
    ...{ id: `${region}/database/${cluster.name}/readers`, stage: "database", region, unit: "instances" },
    ...{ what: `readers of ${cluster.name}`, value: MOST_READERS, from: "AWS default" },
    atMaximum: Math.max(0, instancesAtMaximum(states, cluster) - 1),
    urns: [cluster.urn, ...readerScalers(states, cluster).map(({ urn }) => urn)],
  };
}

/** Of an Aurora cluster, its scaler's maximum of readers beside the writer. Unit: instances. */
export function instancesAtMaximum(states: readonly DeclaredState[], cluster: DeclaredState): number {
  const declared = states.filter(({ type, parent }) => type === INSTANCE && parent === cluster.parent).length;
  const scaled = readerScalers(states, cluster).map(({ inputs }) => 1 + number(inputs.maxCapacity, 0));
  return Math.max(declared, ...scaled);
}

function readerScalers(states: readonly DeclaredState[], { inputs }: DeclaredState): DeclaredState[] {
  return states.filter(
    (state) =>
      state.type === "aws:appautoscaling/target:Target" &&
      state.inputs.scalableDimension === "rds:cluster:ReadReplicaCount" &&
      state.inputs.resourceId === `cluster:${text(inputs.clusterIdentifier)}`,
  );
}

function instanceLimits(states: readonly DeclaredState[], regions: Regions): (Limit | UnknownLimit)[] {
  const least = new Map<string, Limit | UnknownLimit>();
  for (const state of states) {
    if (state.type !== INSTANCE) continue;
    const instanceClass = text(state.inputs.instanceClass);
    const gib = gibOf(instanceClass.replace(/^db\./, ""));
    const region = regions.get(state) ?? "";
    const declared = declaredConnections(states, state);
    if (declared === undefined && gib === undefined) continue; // serverless: it follows its capacity
    const byMemory = Math.floor(((gib ?? 0) * 1e9) / BYTES_PER_CONNECTION);
    const value = declared ?? Math.min(MOST_CONNECTIONS, byMemory);
    const cluster = state.parent === "" ? state.name : state.parent;
    const before = least.get(cluster);
    if (before?.value !== undefined && before.value <= value) continue;
    least.set(cluster, {
      id: `${region}/database/${state.name}`,
      stage: "database",
      region,
      what: `connections of ${state.name} (${instanceClass})`,
      value,
      unit: "connections",
      from: declared === undefined ? "AWS default" : "declared",
      ...connectionsOn(states, regions, state),
    });
  }
  return [...least.values()];
}

function declaredConnections(states: readonly DeclaredState[], { parent }: DeclaredState): number | undefined {
  const parameters = states
    .filter(({ type, parent: beside }) => /^aws:rds\/(cluster)?[pP]arameterGroup:/.test(type) && beside === parent)
    .flatMap(({ inputs }) => items(inputs.parameters));
  const found = parameters.find((each) => field(each, "name") === "max_connections");
  const value = Number(text(field(found, "value")));
  return value > 0 ? value : undefined;
}
