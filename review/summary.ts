import type { ResourceState } from "./engine/resource-state";
import { isProviderType, packageOf } from "./engine/urn";

/** How many resources there are, by several views. Providers and the stack itself are not counted. */
export interface Summary {
  readonly total: number;
  readonly components: number;
  readonly byOperation: Readonly<Record<string, number>>;
  /** By service, e.g. `aws:ec2`. */
  readonly byService: Readonly<Record<string, number>>;
  /** By region; `global` counts resources of packages with regions that have none themselves. */
  readonly byRegion: Readonly<Record<string, number>>;
}

/** Counts custom resources. Keys are in ascending order. */
export function summarize(states: readonly ResourceState[]): Summary {
  const managed = states.filter(({ custom, opaque, type }) => (custom || opaque) && !isProviderType(type));
  const components = states.filter(({ custom, parent }) => !custom && parent !== "").length;
  const regional = managed.filter(({ type }) => packageOf(type) === "aws");
  return {
    total: managed.length,
    components,
    byOperation: count(managed.map(({ operation }) => operation)),
    byService: count(managed.map(({ type }) => serviceOf(type))),
    byRegion: count(regional.map((state) => regionOf(state) ?? "global")),
  };
}

/** The region that a resource says it lives in. */
export function regionOf({ inputs }: ResourceState): string | undefined {
  return typeof inputs.region === "string" ? inputs.region : undefined;
}

/** `aws:ec2` of `aws:ec2/vpc:Vpc`. */
export function serviceOf(type: string): string {
  const [packageName = "", module = ""] = type.split(":");
  const service = module.split("/")[0] ?? "";
  return service === "" || service === "index" ? packageName : `${packageName}:${service}`;
}

function count(keys: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const key of [...keys].sort()) counts.set(key, (counts.get(key) ?? 0) + 1);
  return Object.fromEntries(counts);
}
