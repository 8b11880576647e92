import { field, items, number, text } from "../cost/stack";
import type { DeclaredState } from "../replay/declared";
import type { Limit, Regions } from "./limits";

/** Memory of a node. Unit: GiB. Source: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html */
const NODE_GIB: Readonly<Record<string, number>> = {
  "cache.t4g.micro": 0.5,
  "cache.t4g.small": 1.37,
  "cache.t4g.medium": 3.09,
  "cache.m7g.large": 6.38,
  "cache.m7g.xlarge": 12.93,
  "cache.m7g.2xlarge": 26.04,
  "cache.m7g.4xlarge": 52.26,
  "cache.r7g.large": 13.07,
  "cache.r7g.xlarge": 26.32,
  "cache.r7g.2xlarge": 52.82,
  "cache.r7g.4xlarge": 105.81,
};

/** AWS's own default. Unit: percent. */
const RESERVED_PERCENT = 25;
const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";

/** Memory for data of each group of caches, at the most shards that its scaler may come to. */
export function cacheLimits(states: readonly DeclaredState[], regions: Regions): Limit[] {
  return states
    .filter(({ type }) => type === GROUP)
    .flatMap((group) => {
      const gib = NODE_GIB[text(group.inputs.nodeType)];
      if (gib === undefined) return []; // a follower, as large as its leader; or a type without a known size
      const region = regions.get(group) ?? "";
      const shards = Math.max(number(group.inputs.numNodeGroups, 1), mostShards(states, group));
      return [
        {
          id: `${region}/cache/${group.name}`,
          stage: "cache" as const,
          region,
          what: `memory for data of ${group.name}, at ${shards} shards`,
          value: round((gib * shards * (100 - reservedPercent(states, group))) / 100),
          unit: "GiB",
          from: "declared" as const,
        },
      ];
    });
}

function mostShards(states: readonly DeclaredState[], { inputs }: DeclaredState): number {
  const id = `replication-group/${text(inputs.replicationGroupId)}`;
  const target = states.find(
    (state) =>
      state.type === "aws:appautoscaling/target:Target" &&
      state.inputs.resourceId === id &&
      state.inputs.scalableDimension === "elasticache:replication-group:NodeGroups",
  );
  return number(target?.inputs.maxCapacity, 0);
}

/** From the parameter group that stands beside it. */
function reservedPercent(states: readonly DeclaredState[], { parent }: DeclaredState): number {
  const group = states.find(
    (state) => state.type === "aws:elasticache/parameterGroup:ParameterGroup" && state.parent === parent,
  );
  const reserved = items(group?.inputs.parameters).find((each) => field(each, "name") === "reserved-memory-percent");
  return reserved === undefined ? RESERVED_PERCENT : Number(text(field(reserved, "value")));
}

const round = (value: number): number => Math.round(value * 100) / 100;
