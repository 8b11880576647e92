import { createHash } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** Ten hexadecimal digits that stand for exactly this data, in whatever order it was written. */
export function contentHash(data: Readonly<Record<string, string>>): string {
  const sorted = Object.entries(data).sort(([one], [other]) => (one < other ? -1 : 1));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex").slice(0, 10);
}

export interface HashedConfigArgs {
  readonly workload: string;
  readonly namespace: string;
  /** Environment variables. Never a secret: those are read with the pod's own identity. */
  readonly data: Readonly<Record<string, pulumi.Input<string>>>;
}

/**
 * Declares configuration that never changes in place: other data is another ConfigMap, so that a change rolls out, pod by pod, and
 * a roll-back finds the old one's values in the old pods. Returns its name.
 */
export function declareHashedConfig(
  name: string,
  { workload, namespace, data }: HashedConfigArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const hashed = pulumi.output(data).apply((known) => `${workload}-${contentHash(known as Record<string, string>)}`);
  const config = new kubernetes.core.v1.ConfigMap(
    name,
    { metadata: { name: hashed, namespace }, immutable: true, data: { ...data } },
    opts,
  );
  return config.metadata.name;
}
