import { field, items, text } from "../cost/stack";
import type { DeclaredState } from "../replay/declared";
import { gibOf } from "../replay/node-size";
import type { Limit, Regions } from "./limits";

/** `LEAST({DBInstanceClassMemory/9531392}, 5000)`. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraPostgreSQL.Managing.html */
const BYTES_PER_CONNECTION = 9_531_392;
const MOST_CONNECTIONS = 5_000;

/** Connections that the pools take from clients, and that each region's weakest instance takes from pools. */
export function databaseLimits(states: readonly DeclaredState[], regions: Regions): Limit[] {
  return [...poolLimits(states, regions), ...instanceLimits(states, regions)];
}

function instanceLimits(states: readonly DeclaredState[], regions: Regions): Limit[] {
  const least = new Map<string, Limit>();
  for (const state of states) {
    if (state.type !== "aws:rds/clusterInstance:ClusterInstance") continue;
    const instanceClass = text(state.inputs.instanceClass);
    const gib = gibOf(instanceClass.replace(/^db\./, ""));
    const region = regions.get(state) ?? "";
    const declared = declaredConnections(states, state);
    if (declared === undefined && gib === undefined) continue; // serverless: it follows its capacity
    const byMemory = Math.floor(((gib ?? 0) * 2 ** 30) / BYTES_PER_CONNECTION);
    const value = declared ?? Math.min(MOST_CONNECTIONS, byMemory);
    const cluster = state.parent === "" ? state.name : state.parent;
    const before = least.get(cluster);
    if (before !== undefined && before.value <= value) continue;
    least.set(cluster, {
      id: `${region}/database/${state.name}`,
      stage: "database",
      region,
      what: `connections of ${state.name} (${instanceClass})`,
      value,
      unit: "connections",
      from: declared === undefined ? "AWS default" : "declared",
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

/** `max_client_conn` of a pgbouncer.ini, for each pod of the Deployment beside it. */
function poolLimits(states: readonly DeclaredState[], regions: Regions): Limit[] {
  return states
    .filter(({ type }) => type === "kubernetes:core/v1:ConfigMap" || type === "kubernetes:core/v1:Secret")
    .flatMap((config) => {
      const files = Object.values({ ...Object(config.inputs.data), ...Object(config.inputs.stringData) });
      const clients = files
        .map((file) => Number(/^max_client_conn\s*=\s*(\d+)/m.exec(`${file}`)?.[1]))
        .find((n) => n > 0);
      if (clients === undefined) return [];
      const beside = states.filter(
        ({ type, parent }) => type === "kubernetes:apps/v1:Deployment" && parent === config.parent,
      );
      const pods = Math.max(1, ...beside.map(({ inputs }) => Number(field(inputs.spec, "replicas") ?? 1)));
      const region = regions.get(config) ?? "";
      return [
        {
          id: `${region}/pool/${config.name}`,
          stage: "pool" as const,
          region,
          what: `clients of PgBouncer, ${pods} pods`,
          value: clients * pods,
          unit: "connections",
          from: "declared" as const,
        },
      ];
    });
}
