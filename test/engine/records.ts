import type { CheckpointResource } from "../../review/engine/checkpoint";
import { toCheckpoint } from "../../review/engine/checkpoint";
import type { Preview } from "../../review/engine/preview";
import { isObject, isSecret, type Properties, SECRET, SIGNATURE_KEY, type Value } from "../../review/engine/values";
import type { RealPreview } from "./real-engine";

/** What an engine decided about one resource, in the field names of `pulumi stack export`; absent fields are left out. */
export interface ResourceRecord {
  readonly urn: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
  /** Whether the source shows `[secret]` in place of each secret. */
  readonly blinded: boolean;
  /** Everything else: parent, dependencies, options and so on. */
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Records by URN. */
export type Records = ReadonlyMap<string, ResourceRecord>;

/**
 * Fields that record no decision: where in the source a resource was declared depends on source maps, which the embedded
 * engine leaves out for speed, and a preview has no time.
 */
const NO_DECISION = new Set(["sourcePosition", "stackTrace", "created", "modified", "initErrors"]);

/** Fields whose order follows from which answer came first: lists of URNs that mean a set. */
const SETS: Readonly<Record<string, (value: any) => unknown>> = {
  dependencies: (urns: string[]) => [...urns].sort(),
  propertyDependencies: (byProperty: Record<string, string[] | null>) =>
    Object.fromEntries(Object.entries(byProperty).map(([property, urns]) => [property, [...(urns ?? [])].sort()])),
};

/** What the embedded engine decided: the options as they are exported, the properties before they are redacted. */
export function embeddedRecords(preview: Preview): Records {
  const exported = new Map(toCheckpoint(preview).deployment.resources.map((each) => [each.urn, each]));
  return byUrn(
    preview.resources.map((state) => {
      const { fields } = split(exported.get(state.urn) as CheckpointResource);
      const { operation, deleteBeforeReplace } = state;
      const { inputs, outputs } = split({ urn: "", custom: true, type: "", inputs: state.inputs, outputs: state.outputs });
      const extra = { operation, ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }) };
      return { urn: state.urn, inputs, outputs, blinded: false, fields: { ...fields, ...extra } };
    }),
  );
}

/**
 * What the real engine decided in a preview. Options stand in its JSON output; inputs and outputs with their secrets in its
 * plan, which knows nothing of resources that are only read.
 */
export function plannedRecords(preview: RealPreview): Records {
  const outputsOf = new Map<string, Properties>();
  const idOf = new Map<string, string>();
  for (const { resOutputsEvent } of preview.events) {
    const step = resOutputsEvent?.metadata;
    if (step === undefined) continue;
    outputsOf.set(step.urn, step.new?.outputs ?? {});
    if (step.new?.id) idOf.set(step.urn, step.new.id);
  }
  return byUrn(
    preview.steps.flatMap(({ op, urn, newState }) => {
      if (newState === undefined) return [];
      const { fields, inputs } = split(newState);
      const plan = preview.plan[urn];
      const id = idOf.get(urn); // not known yet when the step was printed
      const operation = { operation: op, ...(id === undefined ? {} : { id }) };
      if (plan?.goal === undefined) {
        const outputs = normalised(outputsOf.get(urn) ?? {});
        return [{ urn, inputs, outputs, blinded: true, fields: { ...fields, ...operation } }];
      }
      const { deleteBeforeReplace, inputDiff } = plan.goal;
      const extra = { ...operation, ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }) };
      return [
        {
          urn,
          inputs: normalised(inputDiff.adds ?? {}),
          outputs: normalised(plan.state ?? {}),
          blinded: false,
          fields: { ...fields, ...extra },
        },
      ];
    }),
  );
}

/** What the real engine recorded after it created everything. */
export function deployedRecords(resources: readonly CheckpointResource[]): Records {
  return byUrn(
    resources.map((resource) => {
      const { fields, inputs, outputs } = split(resource);
      return { urn: resource.urn, inputs, outputs, blinded: false, fields };
    }),
  );
}

function split(resource: CheckpointResource): Pick<ResourceRecord, "fields" | "inputs" | "outputs"> {
  const { inputs, outputs, ...rest } = resource as CheckpointResource & { inputs?: Properties; outputs?: Properties };
  const entries = Object.entries(rest).filter(([key]) => !NO_DECISION.has(key));
  const fields = Object.fromEntries(entries.map(([key, value]) => [key, SETS[key]?.(value) ?? value]));
  return { fields, inputs: normalised(inputs ?? {}), outputs: normalised(outputs ?? {}) };
}

const byUrn = (records: readonly ResourceRecord[]): Records => new Map(records.map((record) => [record.urn, record]));

const normalised = (properties: Properties): Properties => normalisedValue(properties) as Properties;

/** In a file the content of a secret is JSON text, in memory it is a value: here it is a value. */
function normalisedValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(normalisedValue);
  if (!isObject(value)) return value;
  if (isSecret(value)) {
    const content = typeof value.plaintext === "string" ? JSON.parse(value.plaintext) : (value.value ?? null);
    return { [SIGNATURE_KEY]: SECRET, value: normalisedValue(content) };
  }
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, normalisedValue(each)]));
}
