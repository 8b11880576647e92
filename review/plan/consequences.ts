import type { ResourceState } from "../engine/resource-state";
import { isProviderType, packageOf } from "../engine/urn";
import type { Properties } from "../engine/values";
import { type ChangeKind, type Consequence, consequenceOf, type ReplacementTable } from "../terraform/replacements";
import { isWithin, kubernetesConsequence } from "./kubernetes-replacements";

/** One property that differs, at a path in Pulumi's notation. */
export interface ChangedAt {
  readonly path: string;
  readonly kind: ChangeKind;
}

/**
 * What a change does to the resource, as the engine and its provider would decide.
 * @param provider inputs of the resource's provider
 */
export function consequence(
  { path, kind }: ChangedAt,
  state: ResourceState,
  provider: Properties,
  table: ReplacementTable,
): Consequence {
  const { type, inputs, replaceOnChanges } = state;
  if (matchesAny(path, replaceOnChanges)) return "replace";
  if (isProviderType(type)) return providerConsequence(type, path);
  switch (packageOf(type)) {
    case "aws":
      return consequenceOf(table, type, path, kind);
    case "kubernetes":
      return kubernetesConsequence(type, path, provider, inputs);
    case "random":
      return "replace"; // of every resource: https://registry.terraform.io/providers/hashicorp/random/latest/docs
    default:
      return "unknown";
  }
}

/**
 * A provider that is replaced takes all its resources with it.
 * Source: https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/provider.go (DiffConfig)
 */
function providerConsequence(type: string, path: string): Consequence {
  if (packageOf(type) !== "kubernetes") return "update";
  if (path === "clusterIdentifier") return "replace";
  return ["kubeconfig", "context", "cluster"].includes(path) ? "depends" : "update";
}

/** Whether `path` is covered by one of Pulumi's property paths, in which `*` stands for any key or index. */
export function matchesAny(path: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    if (pattern === "*") return true;
    if (!pattern.includes("*")) return isWithin(path, pattern);
    const parts = pattern.split("*").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return new RegExp(`^${parts.join("[^.[\\]]+")}(?=$|[.[])`).test(path);
  });
}
