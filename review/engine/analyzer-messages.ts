import type { ResourceState } from "./resource-state";
import { parseUrn } from "./urn";
import { isObject, mapProperties, type Properties, RESOURCE, signatureOf, type Value } from "./values";
import { MessageWriter } from "./wire/message-writer.cjs";

/**
 * A resource as the engine shows it to a policy: its inputs with secrets and unknowns in them, and its options. The bytes of an
 * `AnalyzeRequest`; field numbers below are those of the messages.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/proto/pulumi/analyzer.proto
 */
export function toAnalyzeRequest(
  state: ResourceState,
  inputs: Properties,
  provider: ResourceState | undefined,
): Uint8Array {
  return toRemediateRequest(state, withoutInternal(inputs), provider);
}

/** The same for remediation, which must be able to hand every input back. */
export function toRemediateRequest(
  state: ResourceState,
  inputs: Properties,
  provider: ResourceState | undefined,
): Uint8Array {
  const writer = new MessageWriter();
  writeResource(writer, state, inputs, provider);
  return writer.bytes();
}

/** Every resource of a stack as policies over whole stacks see it: with its outputs and what it depends on. */
export function toStackRequest(
  states: readonly ResourceState[],
  providerOf: (state: ResourceState) => ResourceState | undefined,
): Uint8Array {
  const writer = new MessageWriter();
  for (const state of [...states].reverse()) {
    writer.message(1, () => {
      for (const [property, urns] of Object.entries(state.propertyDependencies).reverse()) {
        writer.message(9, () => {
          writer.message(2, () => writer.texts(1, urns));
          writer.text(1, property);
        });
      }
      writer.texts(8, state.dependencies);
      writer.text(7, state.parent);
      writeResource(writer, state, withoutInternal(state.outputs), providerOf(state));
    });
  }
  return writer.bytes();
}

/** Fields that `AnalyzeRequest` and `AnalyzerResource` have in common. */
function writeResource(
  writer: MessageWriter,
  state: ResourceState,
  properties: Properties,
  provider: ResourceState | undefined,
): void {
  if (provider !== undefined) {
    writer.message(6, () => {
      writer.text(4, nameOf(provider));
      writer.text(3, provider.urn);
      writer.struct(2, mapProperties(withoutInternal(provider.inputs), toPolicyValue));
      writer.text(1, provider.type);
    });
  }
  writer.message(5, () => writeOptions(writer, state));
  writer.text(4, nameOf(state));
  writer.text(3, state.urn);
  writer.struct(2, mapProperties(properties, toPolicyValue));
  writer.text(1, state.type);
}

const nameOf = ({ urn, name }: ResourceState) => parseUrn(urn)?.name ?? name;

function writeOptions(writer: MessageWriter, state: ResourceState): void {
  const { create, update, delete: remove } = state.customTimeouts;
  writer.text(8, state.parent);
  writer.message(7, () => {
    writer.double(3, remove);
    writer.double(2, update);
    writer.double(1, create);
  });
  writer.texts(6, state.aliases);
  writer.texts(5, state.additionalSecretOutputs);
  writer.flag(4, state.deleteBeforeReplace !== undefined);
  writer.flag(3, state.deleteBeforeReplace ?? false);
  writer.texts(2, state.ignoreChanges);
  writer.flag(1, state.protect);
}

/** What the engine and the providers keep among the properties for themselves; only at the top, as in the engine. */
function withoutInternal(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !key.startsWith("__")));
}

/** Policies know no references to resources: they see the id, or the URN of a component. */
function toPolicyValue(value: Value): Value {
  if (Array.isArray(value)) return value.map(toPolicyValue);
  if (!isObject(value)) return value;
  if (signatureOf(value) === RESOURCE) return (value.id ?? value.urn) as Value;
  return mapProperties(value, toPolicyValue);
}
