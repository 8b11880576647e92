import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { fromStruct, toStruct } from "../structs";
import type { Properties } from "../values";
import { applied } from "./apply";
import type { Declarations } from "./declared-fields";
import type { SimulatedProviderOptions } from "./options";
import { additions, echoesInputs, previewOutputs } from "./preview-outputs";
import { propertyChanges } from "./property-changes";
import type { ProviderConfiguration } from "./provider-configuration";
import { bytesOf, fieldsOf, messageOf, textOf } from "./wire";

const { DiffResponse, PropertyDiff } = messages;

/**
 * Numbers of the fields that are handed on without decoding them.
 * Source: https://github.com/pulumi/pulumi/blob/master/proto/pulumi/provider.proto
 */
const FIELD = {
  check: { urn: 1, news: 3 },
  checked: { inputs: 1 },
  create: { urn: 1, properties: 2, preview: 4 },
  created: { id: 1, properties: 2 },
  read: { id: 1, urn: 2, properties: 3, inputs: 4 },
  readBack: { id: 1, properties: 2, inputs: 3 },
} as const;

/** Type of a resource, from its URN: the last of the types that name its parents as well. */
export function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").pop() ?? "";
}

/** Inputs are returned as they came: no default is certain without the provider's own code. */
export function check(request: Buffer): Buffer {
  return messageOf([FIELD.checked.inputs, bytesOf(fieldsOf(request), FIELD.check.news)]);
}

/** A preview says only what is certain of the outputs; whatever it leaves out the engine takes for unknown. */
export function create(request: Buffer, provider: ProviderConfiguration, declarations: Declarations): Buffer {
  const fields = fieldsOf(request);
  const type = typeOf(textOf(fields, FIELD.create.urn));
  if (fields.get(FIELD.create.preview) !== 1) return createForReal(request, type, provider, declarations);

  const properties = bytesOf(fields, FIELD.create.properties);
  if (!echoesInputs(type, declarations)) {
    const inputs = fromStruct(Struct.deserializeBinary(properties));
    return messageOf([FIELD.created.properties, encoded(previewOutputs(type, inputs, provider, declarations))]);
  }
  // An encoded struct goes on where another ends, and of two entries with one key the later counts: inputs come last.
  const added = additions(type, {}, provider, declarations);
  const all = Object.keys(added).length === 0 ? properties : Buffer.concat([encoded(added), properties]);
  return messageOf([FIELD.created.properties, all]);
}

const encoded = (properties: Properties) => Buffer.from(toStruct(properties).serializeBinary());

function createForReal(
  bytes: Buffer,
  type: string,
  provider: ProviderConfiguration,
  declarations: Declarations,
): Buffer {
  const request = messages.CreateRequest.deserializeBinary(bytes);
  const creation = { type, urn: request.getUrn(), inputs: fromStruct(request.getProperties()), provider };
  const { id, outputs } = applied(creation, declarations);
  return Buffer.from(new messages.CreateResponse().setId(id).setProperties(toStruct(outputs)).serializeBinary());
}

/**
 * What is there is what the engine last saw: nothing drifts, and a resource that is only read shows what it was asked by. An
 * import is asked without inputs; answered without any it would fail, as with a provider that cannot import.
 */
export function read(request: Buffer): Buffer {
  const fields = fieldsOf(request);
  const { id, properties, inputs } = FIELD.read;
  return messageOf(
    [FIELD.readBack.id, bytesOf(fields, id)],
    [FIELD.readBack.properties, bytesOf(fields, properties)],
    [FIELD.readBack.inputs, bytesOf(fields, fields.has(inputs) ? inputs : properties)],
  );
}

/** Compares the inputs of before with those of now; an engine that sends no old inputs gets a comparison with the outputs. */
export function diff(
  request: messages.DiffRequest,
  forcesReplacement: SimulatedProviderOptions["forcesReplacement"],
): messages.DiffResponse {
  const news = fromStruct(request.getNews());
  const before = request.hasOldInputs()
    ? fromStruct(request.getOldInputs())
    : sameKeys(fromStruct(request.getOlds()), news);
  const type = typeOf(request.getUrn());
  const response = new DiffResponse();
  for (const { path, kind } of propertyChanges(before, news)) {
    const replaces = forcesReplacement?.(type, path) ?? false;
    const top = path.split(/[.[]/)[0] || path;
    if (!response.getDiffsList().includes(top)) response.addDiffs(top);
    if (replaces && !response.getReplacesList().includes(top)) response.addReplaces(top);
    const detail = new PropertyDiff().setInputdiff(true).setKind(KINDS[kind][replaces ? 1 : 0]);
    response.getDetaileddiffMap().set(path, detail);
  }
  const changed = response.getDiffsList().length > 0;
  response.setHasdetaileddiff(true);
  return response.setChanges(changed ? DiffResponse.DiffChanges.DIFF_SOME : DiffResponse.DiffChanges.DIFF_NONE);
}

const { Kind } = PropertyDiff;
const KINDS = {
  add: [Kind.ADD, Kind.ADD_REPLACE],
  delete: [Kind.DELETE, Kind.DELETE_REPLACE],
  update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
} as const;

function sameKeys(properties: Properties, like: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => Object.hasOwn(like, key)));
}

/** An update happens in place, so what the cloud computed stays; inputs that are gone are gone from the outputs too. */
export function update(request: messages.UpdateRequest): messages.UpdateResponse {
  const oldInputs = fromStruct(request.getOldInputs());
  const kept = Object.entries(fromStruct(request.getOlds())).filter(([key]) => !Object.hasOwn(oldInputs, key));
  const outputs = { ...Object.fromEntries(kept), ...fromStruct(request.getNews()) };
  return new messages.UpdateResponse().setProperties(toStruct(outputs));
}
