import { isObject, type Properties } from "../engine/values";
import type { Consequence } from "../terraform/replacements";

/**
 * Properties whose change replaces an object, by kind; anything below counts as well. Every kind has those of `ANY_KIND`.
 * Source: https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/diff.go
 */
const REPLACING: Readonly<Record<string, readonly string[]>> = {
  ClusterRoleBinding: ["roleRef"],
  DaemonSet: ["spec.selector"],
  Deployment: ["spec.selector"],
  Job: ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  PersistentVolumeClaim: ["spec"],
  Pod: ["spec"],
  ResourceQuota: ["spec.scopes"],
  RoleBinding: ["roleRef"],
  Secret: ["data", "stringData", "type"],
  Service: ["spec.clusterIP"],
  StatefulSet: [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  StorageClass: ["parameters", "provisioner"],
};

const ANY_KIND = ["metadata.name", "metadata.namespace"];

/** Replaced unless the provider was told `enableConfigMapMutable`, and always if immutable. */
const CONFIG_MAP = ["binaryData", "data"];

/** What a change at `path` does to the object of type `type`, e.g. `kubernetes:apps/v1:Deployment`. */
export function kubernetesConsequence(
  type: string,
  path: string,
  provider: Properties,
  inputs: Properties,
): Consequence {
  const kind = type.split(":")[2] ?? "";
  const mutable = { ConfigMap: provider.enableConfigMapMutable, Secret: provider.enableSecretMutable }[kind];
  const stays = mutable === true && inputs.immutable !== true;
  const ofKind = kind === "ConfigMap" ? CONFIG_MAP : (REPLACING[kind] ?? []);
  return [...ANY_KIND, ...(stays ? [] : ofKind)].some((each) => isWithin(path, each)) ? "replace" : "update";
}

/** Whether an object of the same name would be in the way of its replacement, so that the old one goes first. */
export function isNamed(inputs: Properties): boolean {
  return isObject(inputs.metadata) && typeof inputs.metadata.name === "string";
}

/** Whether `path` is `around` or lies inside it. */
export function isWithin(path: string, around: string): boolean {
  return path === around || (path.startsWith(around) && /^[.[]/.test(path.slice(around.length)));
}
