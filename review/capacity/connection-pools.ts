import { POOL_SIZE_ANNOTATIONS, type PoolSizes } from "../../components/database/cluster/pool-sizes";
import { field, number, text } from "../cost/stack";
import { UNKNOWN, type Value } from "../engine/values";
import type { DeclaredState } from "../replay/declared";
import type { Limit, Regions, UnknownLimit } from "./limits";

/** PgBouncer in one region: what each of its pods takes from clients and holds of the database. */
interface Pools {
  readonly config: DeclaredState;
  readonly deployment: DeclaredState | undefined;
  readonly region: string;
  /** Unit: pods. */
  readonly replicas: number;
  /** Pods that a roll-out starts before it stops one. */
  readonly surge: number;
  /** `undefined` where the file is not known before the database has its name. */
  readonly sizes: PoolSizes | undefined;
  /** Why there are no sizes. */
  readonly unknown: string;
}

const FILE = "pgbouncer.ini";
/** Source: https://www.pgbouncer.org/config.html#max_client_conn */
const USUAL_CLIENTS = 100;
/** `max_client_conn` of every pod. What pods of services open is theirs to say, and nothing declares it. */
export function poolLimits(states: readonly DeclaredState[], regions: Regions): (Limit | UnknownLimit)[] {
  return poolsOf(states, regions).map(({ config, deployment, region, replicas, sizes, unknown }) => {
    const common = {
      ...({
        id: `${region}/pool/${config.name}`,
        stage: "pool",
        region,
        unit: "connections",
        from: "declared",
      } as const),
      what: `clients of PgBouncer, ${replicas} pods`,
      urns: [config.urn, ...(deployment === undefined ? [] : [deployment.urn])],
      notes: ["what pods of services open is not declared; --used of p95 capacity takes what was measured"],
    };
    return sizes === undefined ? { ...common, unknown } : { ...common, value: sizes.maxClients * replicas };
  });
}

/**
 * What the pools of all regions may come to hold on one instance, at the worst moment: it has just become the writer, no reader of its
 * region is left, and every region rolls its pools out. Empty where there are no pools.
 */
export function connectionsOn(states: readonly DeclaredState[], regions: Regions, instance: DeclaredState) {
  const region = regions.get(instance) ?? "";
  const pools = poolsOf(states, regions);
  const urns = [instance.urn, ...pools.map(({ config }) => config.urn)];
  if (pools.length === 0) return { urns };
  const waiting = pools.find(({ sizes }) => sizes === undefined);
  if (waiting !== undefined) return { urns, unknown: waiting.unknown };
  const atMaximum = pools.reduce((sum, { sizes, replicas, surge, region: from }) => {
    const { writerConnections, readerConnections } = sizes as PoolSizes;
    return sum + (replicas + surge) * (writerConnections + (from === region ? readerConnections : 0));
  }, 0);
  return { urns, atMaximum, notes: ["sessions beside the pools come on top: migrations, schedules, people"] };
}

function poolsOf(states: readonly DeclaredState[], regions: Regions): Pools[] {
  return states.flatMap((config) => {
    if (config.type !== "kubernetes:core/v1:ConfigMap" && config.type !== "kubernetes:core/v1:Secret") return [];
    const data = field(config.inputs.data, FILE) ?? field(config.inputs.stringData, FILE);
    if (data === undefined) return [];
    const deployment = states.find(
      ({ type, parent }) => type === "kubernetes:apps/v1:Deployment" && parent === config.parent,
    );
    const { spec } = deployment?.inputs ?? {};
    return [
      {
        ...{ config, deployment, region: regions.get(config) ?? "", replicas: number(field(spec, "replicas"), 1) },
        surge: surgeOf(field(field(field(spec, "strategy"), "rollingUpdate"), "maxSurge")),
        sizes: data === UNKNOWN ? annotated(deployment) : sizesIn(text(data)),
        unknown: `data["${FILE}"] of ${config.name} is not known yet`,
      },
    ];
  });
}

const surgeOf = (maxSurge: Value | undefined): number => number(maxSurge, 1);

function annotated(deployment: DeclaredState | undefined): PoolSizes | undefined {
  const annotations = field(deployment?.inputs.metadata, "annotations");
  const read = (name: keyof PoolSizes) => Number(text(field(annotations, POOL_SIZE_ANNOTATIONS[name])) || Number.NaN);
  const sizes: PoolSizes = {
    maxClients: read("maxClients"),
    writerConnections: read("writerConnections"),
    readerConnections: read("readerConnections"),
  };
  return Object.values(sizes).some(Number.isNaN) ? undefined : sizes;
}

/** Aurora's reader endpoints are named `cluster-ro-`. Source: https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Endpoints.Reader.html */
function sizesIn(file: string): PoolSizes {
  const maxClients = Number(/^max_client_conn\s*=\s*(\d+)/m.exec(file)?.[1] ?? USUAL_CLIENTS);
  let [writerConnections, readerConnections] = [0, 0];
  for (const [, host = "", connections] of file.matchAll(/^.*\bhost=(\S+).*\bmax_db_connections=(\d+)/gm)) {
    if (host.includes(".cluster-ro-")) readerConnections += Number(connections);
    else writerConnections += Number(connections);
  }
  return { maxClients, writerConnections, readerConnections };
}
