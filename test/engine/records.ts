import { type Checkpoint, type CheckpointResource, toCheckpoint } from "../../review/engine/checkpoint";
import type { Preview } from "../../review/engine/preview";
import { REDACTED } from "../../review/engine/redaction";
import {
  isObject,
  isSecret,
  type Properties,
  RESOURCE,
  SECRET,
  SIGNATURE_KEY,
  signatureOf,
  UNKNOWN,
  type Value,
} from "../../review/engine/values";
import type { PlannedResource, RealPreview } from "./real-engine";

/** What an engine decided about one resource, in the field names of `pulumi stack export`; absent fields are left out. */
export interface ResourceRecord {
  readonly urn: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Whether the source hides what is secret. */
  readonly blinded: boolean;
  /** Everything else: parent, dependencies, options and so on. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Records by URN. */
export type Records = ReadonlyMap<string, ResourceRecord>;

/** What the embedded engine decided: the options as they are exported, the properties before they are redacted. */
export function embeddedRecords(preview: Preview): Records {
  const exported = exportedRecords(toCheckpoint(preview));
  return byUrn(
    preview.resources.map((state) => {
      const { urn, operation, deleteBeforeReplace } = state;
      const extra = { operation, ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }) };
      const fields = { ...exported.get(urn)?.fields, ...extra };
      const [inputs, outputs] = [normalised(state.inputs), normalised(state.outputs)];
      return { urn, inputs, outputs, blinded: false, fields };
    }),
  );
}

/** What stands in the file that the embedded engine exports. */
export const exportedRecords = (checkpoint: Checkpoint): Records => recordsOf(checkpoint.deployment.resources, true);

/** What the real engine recorded after it created everything. */
export const deployedRecords = (resources: readonly CheckpointResource[]): Records => recordsOf(resources, false);

function recordsOf(resources: readonly CheckpointResource[], blinded: boolean): Records {
  // What an export leaves out because it is undefined is absent in the file.
  const written = JSON.parse(JSON.stringify(resources)) as CheckpointResource[];
  return byUrn(written.map((resource) => ({ urn: resource.urn, blinded, ...split(resource) })));
}

/**
 * What the real engine decided in a preview. Options stand in its JSON output; inputs and outputs with their secrets stand in
 * its plan, which in turn knows nothing of resources that are only read. Default providers stand in the plan alone.
 */
export function plannedRecords(preview: RealPreview): Records {
  const events = lastOutputs(preview);
  const records = new Map<string, ResourceRecord>();
  for (const { op, urn, newState } of preview.steps) {
    if (newState === undefined) continue;
    const { fields, inputs } = split(newState);
    const seen = events.get(urn);
    const known = {
      // An import that the provider's answer does not satisfy is followed by an update: one decision in two steps.
      operation: records.get(urn)?.fields.operation ?? op,
      ...(seen?.id ? { id: seen.id } : {}),
    };
    const plan = preview.plan[urn];
    if (plan?.goal === undefined) {
      const outputs = normalised(seen?.outputs ?? {});
      records.set(urn, { urn, inputs, outputs, blinded: true, fields: { ...fields, ...known } });
    } else {
      records.set(urn, planned(urn, plan, { ...fields, ...known }, inputs));
    }
  }
  for (const [urn, plan] of Object.entries(preview.plan)) {
    if (records.has(urn) || plan.goal === undefined) continue;
    const { type, custom } = plan.goal;
    const fields = { urn, type, custom, id: events.get(urn)?.id, operation: plan.steps[0] };
    records.set(urn, planned(urn, plan, fields, {}));
  }
  return records;
}

/** @param shown inputs as the JSON output has them: with null, which a plan leaves out. */
function planned(urn: string, { goal, state }: PlannedResource, fields: ResourceRecord["fields"], shown: Properties) {
  const nulls = Object.fromEntries(Object.entries(shown).filter(([, value]) => value === null));
  const deleteBeforeReplace = goal?.deleteBeforeReplace;
  return {
    urn,
    inputs: { ...nulls, ...normalised(goal?.inputDiff.adds ?? {}) },
    outputs: normalised(state ?? {}),
    blinded: false,
    fields: { ...fields, ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }) },
  };
}

function lastOutputs(preview: RealPreview): Map<string, { readonly id?: string; readonly outputs?: Properties }> {
  const last = new Map<string, { readonly id?: string; readonly outputs?: Properties }>();
  for (const { resOutputsEvent } of preview.events) {
    const step = resOutputsEvent?.metadata;
    if (step?.new) last.set(step.urn, step.new);
  }
  return last;
}

/**
 * Fields that record no decision: times, and where in the source a resource was declared, which depends on source maps; the
 * embedded engine does without them.
 */
const NO_DECISION = new Set(["sourcePosition", "stackTrace", "created", "modified"]);

/** Fields whose order follows from which answer came first: lists of URNs that mean a set. */
const SETS: Readonly<Record<string, (value: any) => unknown>> = {
  dependencies: (urns: string[]) => [...urns].sort(),
  propertyDependencies: (byProperty: Record<string, string[] | null>) =>
    Object.fromEntries(Object.entries(byProperty).map(([property, urns]) => [property, [...(urns ?? [])].sort()])),
};

function split(resource: CheckpointResource): Pick<ResourceRecord, "fields" | "inputs" | "outputs"> {
  const { inputs, outputs, ...rest } = resource as CheckpointResource & { inputs?: Properties; outputs?: Properties };
  const entries = Object.entries(rest).filter(([key]) => !NO_DECISION.has(key));
  const fields = Object.fromEntries(entries.map(([key, value]) => [key, SETS[key]?.(value) ?? value]));
  return { fields, inputs: normalised(inputs ?? {}), outputs: normalised(outputs ?? {}) };
}

const byUrn = (records: readonly ResourceRecord[]): Records => new Map(records.map((record) => [record.urn, record]));

const normalised = (properties: Properties): Properties => normalisedValue(properties) as Properties;

/** A value as in memory: there the content of a secret is a value, in a file JSON text, and an unknown id is empty. */
function normalisedValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(normalisedValue);
  if (!isObject(value)) return value;
  if (isSecret(value)) {
    return { [SIGNATURE_KEY]: SECRET, value: normalisedValue(contentOf(value)) };
  }
  if (signatureOf(value) === RESOURCE) {
    const { id, packageVersion = "" } = value;
    return { ...value, ...(id === "" ? { id: UNKNOWN } : {}), packageVersion };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, normalisedValue(each)]));
}

function contentOf({ plaintext, ciphertext, value = null }: Properties): Value {
  if (typeof plaintext === "string") return JSON.parse(plaintext) as Value;
  return ciphertext === undefined ? value : REDACTED;
}
