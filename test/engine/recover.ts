import { isDeepStrictEqual } from "node:util";
import type { CheckpointResource } from "../../review/engine/checkpoint";
import type { Properties } from "../../review/engine/values";
import { adoptPending, pendingCreations } from "../../review/recovery/adopt-pending";
import { type ChangesStack, succeeded } from "./changes-stack";
import { deployedRecords } from "./records";
import type { SimulatedCloud } from "./simulated-cloud";

/** The procedure of docs/recovery.md after a kill, up to the last step, a plain `pulumi up`. @returns the URNs that were adopted. */
export async function recover({ stack, cloud }: ChangesStack): Promise<string[]> {
  await stack.cancel();
  const deployment = await stack.export();
  const pending = pendingCreations(deployment);
  if (pending.length === 0) return [];
  // Of what was deleted to be created anew only the record is left.
  const live = (deployment.resources ?? []).filter(({ pendingReplacement }) => pendingReplacement !== true);
  const known = new Set(live.map(({ id }) => id));
  const ids = new Map(
    pending.flatMap((resource) => {
      const id = findInCloud(cloud, resource, known);
      return id === undefined ? [] : [[resource.urn, id] as const];
    }),
  );
  await stack.import(adoptPending(deployment, ids));
  const targets = [...ids.keys()].flatMap((urn) => ["--target", urn]);
  if (targets.length > 0) succeeded(await stack.change("refresh", ...targets));
  return [...ids.keys()];
}

/** What a person sees in the console: the one thing of this type, with these properties, that the stack does not know. */
function findInCloud(
  cloud: SimulatedCloud,
  resource: CheckpointResource,
  known: ReadonlySet<unknown>,
): string | undefined {
  const wanted = inputsOf(resource);
  const found = [...cloud.things.values()].filter(
    ({ id, type, inputs }) => !known.has(id) && type === resource.type && isDeepStrictEqual(inputs, wanted),
  );
  if (found.length > 1) throw new Error(`${resource.urn}: ${found.map(({ id }) => id).join(", ")} all look like it`);
  return found[0]?.id;
}

/** As the provider got them: secrets in a file are text. */
function inputsOf(resource: CheckpointResource): Properties {
  return deployedRecords([resource]).get(resource.urn)?.inputs ?? {};
}
