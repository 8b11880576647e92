import { field, text } from "../cost/stack";
import { isObject, UNKNOWN } from "../engine/values";
import type { DeclaredState } from "../replay/declared";
import { cpuMillis, mebibytes } from "../replay/quantities";
import type { Limit, Regions, UnknownLimit } from "./limits";
import { type PodsAtMaximum, sumOf } from "./pods-at-maximum";

/** What a ResourceQuota counts, and what the pods of its namespace take of that. */
const COUNTED = {
  pods: { unit: "pods", read: Number, each: (most: number) => most },
  "requests.cpu": {
    unit: "CPUs",
    read: (hard: string) => cpuMillis(hard) / 1000,
    each: (most: number, pods: PodsAtMaximum) => (most * pods.cpuMillis) / 1000,
  },
  "requests.memory": {
    unit: "MiB",
    read: mebibytes,
    each: (most: number, pods: PodsAtMaximum) => most * pods.memoryMiB,
  },
} as const;

/** What each namespace may hold, against all its workloads at their maximum. */
export function namespaceLimits(
  states: readonly DeclaredState[],
  regions: Regions,
  pods: readonly PodsAtMaximum[],
): (Limit | UnknownLimit)[] {
  return states
    .filter(({ type }) => type === "kubernetes:core/v1:ResourceQuota")
    .flatMap((quota) => {
      const region = regions.get(quota) ?? "";
      const namespace = text(field(quota.inputs.metadata, "namespace")) || "default";
      const inside = pods.filter((each) => each.region === region && each.namespace === namespace);
      const hard = field(quota.inputs.spec, "hard");
      return Object.entries(COUNTED).flatMap(([name, { unit, read, each }]): (Limit | UnknownLimit)[] => {
        const declared = field(hard, name);
        if (declared === undefined && isObject(hard)) return [];
        const taken = sumOf(inside, each);
        const common = {
          ...({ id: `${region}/namespace/${namespace}/${name}`, stage: "namespace", region, unit } as const),
          ...({ what: `${name} of namespace ${namespace}`, from: "declared" } as const),
          urns: [quota.urn, ...inside.flatMap(({ urns }) => urns)],
          ...("unknown" in taken ? { unknown: taken.unknown } : { atMaximum: taken.total }),
          notes: ["pods of a roll-out come on top"],
        };
        if (hard === UNKNOWN || declared === UNKNOWN) {
          return [{ ...common, unknown: `spec.hard["${name}"] of ${quota.name} is not known yet` }];
        }
        return [{ ...common, value: read(`${declared}`) }];
      });
    });
}
