import type { Preview } from "./engine/preview";
import type { ResourceState } from "./engine/resource-state";
import { isProviderType, packageOf } from "./engine/urn";
import { UNKNOWN } from "./engine/values";

/** How many resources there are, by several views. Providers and the stack itself are not counted. */
export interface Summary {
  readonly total: number;
  readonly components: number;
  readonly byOperation: Readonly<Record<string, number>>;
  /** By service, e.g. `aws:ec2`. */
  readonly byService: Readonly<Record<string, number>>;
  /** By AWS region; `global` counts resources of services without regions, `default` those that leave it to the provider. */
  readonly byRegion: Readonly<Record<string, number>>;
}

/** The same for a reader: nothing in it quotes a secret. */
export function shownSummary({ resources, redactor }: Pick<Preview, "resources" | "redactor">): Summary {
  const summary = summarize(resources);
  return { ...summary, byService: redactor.keys(summary.byService), byRegion: redactor.keys(summary.byRegion) };
}

/** Counts custom resources. Keys are in ascending order. */
export function summarize(states: readonly ResourceState[]): Summary {
  const managed = states.filter(({ custom, opaque, type }) => (custom || opaque) && !isProviderType(type));
  const components = states.filter(({ custom, parent }) => !custom && parent !== "").length;
  const ofAws = managed.filter(({ type }) => packageOf(type) === "aws");
  return {
    total: managed.length,
    components,
    byOperation: count(managed.map(({ operation }) => operation)),
    byService: count(managed.map(({ type }) => serviceOf(type))),
    byRegion: count(ofAws.map((state) => regionOf(state) ?? (isGlobal(state.type) ? "global" : "default"))),
  };
}

/** The region that a resource says it lives in, or that its provider is known to put it in. */
export function regionOf({ inputs, outputs }: ResourceState): string | undefined {
  const region = inputs.region ?? outputs.region;
  return typeof region === "string" && region !== UNKNOWN ? region : undefined;
}

/**
 * Services whose resources belong to no region.
 * Source: https://www.pulumi.com/registry/packages/aws/how-to-guides/7-0-migration/ (resources without a region argument)
 */
const GLOBAL_SERVICES = new Set(
  ["iam", "cloudfront", "route53", "globalaccelerator", "shield", "budgets", "costexplorer", "organizations"].map(
    (service) => `aws:${service}`,
  ),
);

const isGlobal = (type: string): boolean => GLOBAL_SERVICES.has(serviceOf(type));

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
