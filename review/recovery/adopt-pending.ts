import type { CheckpointResource } from "../engine/checkpoint";

/** What was under way when a run of Pulumi was killed. */
export interface PendingOperation {
  readonly type: "creating" | "updating" | "deleting" | "reading" | "importing";
  readonly resource: CheckpointResource;
}

/** The `deployment` of `pulumi stack export`; the fields used here. */
export interface Deployment {
  readonly resources?: readonly CheckpointResource[];
  readonly pending_operations?: readonly PendingOperation[];
  readonly [field: string]: unknown;
}

/** URNs of the creations that were under way: of each one nobody knows whether it reached the cloud. */
export function pendingCreations({ pending_operations = [] }: Deployment): CheckpointResource[] {
  return pending_operations.filter(({ type }) => type === "creating").map(({ resource }) => resource);
}

/**
 * A deployment without pending operations, for `pulumi stack import` and then `pulumi refresh`. A creation with an id in `ids`
 * becomes a resource of the stack; one without never happened. Other operations need no care: the next `up` repeats an update
 * and a deletion.
 *
 * Pulumi's own way, `pulumi refresh --import-pending-creates`, forgets the resource in 3.250 instead of importing it (see
 * docs/recovery.md).
 * @param ids ids in the cloud by URN.
 * @throws {RangeError} for an id of a resource whose creation is not pending.
 */
export function adoptPending(deployment: Deployment, ids: ReadonlyMap<string, string>): Deployment {
  const creations = pendingCreations(deployment);
  for (const urn of ids.keys()) {
    if (!creations.some((resource) => resource.urn === urn))
      throw new RangeError(`${urn}: its creation is not pending`);
  }
  let resources = [...(deployment.resources ?? [])];
  for (const resource of creations) {
    const id = ids.get(resource.urn);
    if (id !== undefined) resources = withAdopted(resources, { ...resource, id });
  }
  return { ...deployment, resources, pending_operations: [] };
}

/** What it was to replace is deleted by the next `up`, unless that has happened before. */
function withAdopted(resources: readonly CheckpointResource[], adopted: CheckpointResource): CheckpointResource[] {
  if (!resources.some((each) => isLive(each, adopted.urn))) return [...resources, adopted];
  return resources.flatMap((each) => {
    if (!isLive(each, adopted.urn)) return [each];
    return each.pendingReplacement === true ? [adopted] : [adopted, { ...each, delete: true }];
  });
}

const isLive = (resource: CheckpointResource, urn: string) => resource.urn === urn && resource.delete !== true;
