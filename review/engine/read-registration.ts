import { status } from "@grpc/grpc-js";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { SourcePosition as SourcePositionMessage } from "@pulumi/pulumi/proto/source_pb";
import { Value as ValueMessage } from "google-protobuf/google/protobuf/struct_pb";
import { EngineError } from "./engine-error";
import { type Registration, type RegistrationOptions, readAlias, readHooks, toSourcePosition } from "./registration";
import type { SourcePosition } from "./resource-state";
import { fromValueMessage } from "./structs";
import { parseUrn } from "./urn";
import { collectDependencies, type Properties } from "./values";
import { MessageReader } from "./wire/message-reader";

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** A request while it is read. */
interface Draft extends Writable<Omit<Registration, "options" | "transforms" | "environmentMappings">> {
  readonly options: RegistrationOptions;
  readonly transforms: { target: string; token: string }[];
  readonly environmentMappings: Record<string, string>;
  /** Whether the program said anything about the dependencies of single properties. */
  saysByProperty: boolean;
  /** Absent and `false` are not the same for the engine. */
  definesDeleteBeforeReplace: boolean;
  deleteBeforeReplace: boolean;
  readonly aliases: Alias[];
  aliasSpecs: boolean;
}

/**
 * What a program asks for in the bytes of a `RegisterResourceRequest`. Every resource comes as one, and google-protobuf takes
 * several times as long.
 * @throws {EngineError} when a URN in the request is malformed.
 */
export function readRegistration(bytes: Buffer): Registration {
  return finished(new MessageReader(bytes).each(FIELDS, blankDraft()));
}

function blankDraft(): Draft {
  return {
    type: "",
    name: "",
    parent: "",
    custom: false,
    remote: false,
    packageRef: "",
    inputs: {},
    propertyDependencies: {},
    transforms: [],
    environmentMappings: {},
    source: undefined,
    saysByProperty: false,
    definesDeleteBeforeReplace: false,
    deleteBeforeReplace: false,
    aliases: [],
    aliasSpecs: false,
    options: {
      dependsOn: [],
      protect: undefined,
      ignoreChanges: [],
      replaceOnChanges: [],
      replacementTrigger: undefined,
      version: "",
      aliases: [],
      provider: "",
      providers: {},
      customTimeouts: { create: "", update: "", delete: "" },
      pluginDownloadUrl: "",
      retainOnDelete: undefined,
      deletedWith: "",
      replaceWith: [],
      deleteBeforeReplace: undefined,
      additionalSecretOutputs: [],
      hideDiff: [],
      importId: "",
      hooks: {},
    },
  };
}

/**
 * How each field of the message is read, by its number; what is not here the engine does not need.
 * Source: https://github.com/pulumi/pulumi/blob/v3.250.0/proto/pulumi/resource.proto (RegisterResourceRequest)
 */
const FIELDS: Readonly<Record<number, (draft: Draft, reader: MessageReader) => void>> = {
  1: (draft, reader) => {
    draft.type = reader.text();
  },
  2: (draft, reader) => {
    draft.name = reader.text();
  },
  3: (draft, reader) => {
    draft.parent = reader.text();
  },
  4: (draft, reader) => {
    draft.custom = reader.flag();
  },
  5: (draft, reader) => {
    draft.inputs = reader.struct();
  },
  6: ({ options }, reader) => {
    options.protect = reader.flag();
  },
  7: ({ options }, reader) => options.dependsOn.push(reader.text()),
  8: ({ options }, reader) => {
    options.provider = reader.text();
  },
  9: (draft, reader) => {
    draft.saysByProperty = true;
    const [property, urns] = readEntry(reader.message(), (value) => readTexts(value.message()));
    draft.propertyDependencies[property] = urns ?? [];
  },
  10: (draft, reader) => {
    draft.deleteBeforeReplace = reader.flag();
  },
  11: ({ options }, reader) => {
    options.version = reader.text();
  },
  12: ({ options }, reader) => options.ignoreChanges.push(reader.text()),
  14: ({ options }, reader) => options.additionalSecretOutputs.push(reader.text()),
  15: ({ options }, reader) => options.aliases.push({ urn: reader.text() }),
  16: ({ options }, reader) => {
    options.importId = reader.text();
  },
  17: ({ options }, reader) => {
    const timeouts = RegisterResourceRequest.CustomTimeouts.deserializeBinary(reader.message());
    options.customTimeouts = {
      create: timeouts.getCreate(),
      update: timeouts.getUpdate(),
      delete: timeouts.getDelete(),
    };
  },
  18: (draft, reader) => {
    draft.definesDeleteBeforeReplace = reader.flag();
  },
  20: (draft, reader) => {
    draft.remote = reader.flag();
  },
  22: ({ options }, reader) => {
    const [name, reference] = readEntry(reader.message(), (value) => value.text());
    options.providers[name] = reference ?? "";
  },
  23: ({ options }, reader) => options.replaceOnChanges.push(reader.text()),
  24: ({ options }, reader) => {
    options.pluginDownloadUrl = reader.text();
  },
  25: ({ options }, reader) => {
    options.retainOnDelete = reader.flag();
  },
  26: ({ aliases }, reader) => aliases.push(Alias.deserializeBinary(reader.message())),
  27: ({ options }, reader) => {
    options.deletedWith = reader.text();
  },
  28: (draft, reader) => {
    draft.aliasSpecs = reader.flag();
  },
  29: (draft, reader) => {
    draft.source = readSourcePosition(reader.message());
  },
  31: ({ transforms }, reader) => {
    const [target, token] = readEntry(reader.message(), (value) => value.text());
    transforms.push({ target, token: token ?? "" });
  },
  33: (draft, reader) => {
    draft.packageRef = reader.text();
  },
  34: ({ options }, reader) => {
    options.hooks = readHooks(RegisterResourceRequest.ResourceHooksBinding.deserializeBinary(reader.message()));
  },
  37: ({ options }, reader) => options.hideDiff.push(reader.text()),
  38: ({ options }, reader) => options.replaceWith.push(reader.text()),
  39: ({ options }, reader) => {
    options.replacementTrigger = fromValueMessage(ValueMessage.deserializeBinary(reader.message()));
  },
  41: ({ environmentMappings }, reader) => {
    const [name, value] = readEntry(reader.message(), (text) => text.text());
    environmentMappings[name] = value ?? "";
  },
};

/** A text in the first field of a message and a value in its second, as in the entries of maps. */
function readEntry<Value>(bytes: Buffer, read: (reader: MessageReader) => Value): [string, Value | undefined] {
  const entry: [string, Value | undefined] = ["", undefined];
  const fields = {
    1: (target: typeof entry, reader: MessageReader) => {
      target[0] = reader.text();
    },
    2: (target: typeof entry, reader: MessageReader) => {
      target[1] = read(reader);
    },
  };
  return new MessageReader(bytes).each(fields, entry);
}

/** The texts in the first field of a message. */
function readTexts(bytes: Buffer): string[] {
  const texts: string[] = [];
  return new MessageReader(bytes).each({ 1: (found, reader) => found.push(reader.text()) }, texts);
}

const POSITION_FIELDS: Readonly<
  Record<number, (position: SourcePositionMessage.AsObject, reader: MessageReader) => void>
> = {
  1: (position, reader) => {
    position.uri = reader.text();
  },
  2: (position, reader) => {
    position.line = reader.integer();
  },
  3: (position, reader) => {
    position.column = reader.integer();
  },
};

/** Where a `SourcePosition` says that a resource is declared. */
function readSourcePosition(bytes: Buffer): SourcePosition | undefined {
  return toSourcePosition(new MessageReader(bytes).each(POSITION_FIELDS, { uri: "", line: 0, column: 0 }));
}

function finished({ aliases, aliasSpecs, saysByProperty, ...draft }: Draft): Registration {
  const { definesDeleteBeforeReplace, deleteBeforeReplace, options, ...registration } = draft;
  const { parent, inputs } = registration;
  for (const urn of options.dependsOn) assertUrn("dependency", urn);
  if (parent !== "") assertUrn("parent", parent);
  if (definesDeleteBeforeReplace || deleteBeforeReplace) options.deleteBeforeReplace = deleteBeforeReplace;
  options.aliases.push(...aliases.map((alias) => readAlias(alias, aliasSpecs)));
  // Old SDKs say nothing by property: then every property counts as depending on everything.
  const all = saysByProperty || registration.remote ? undefined : options.dependsOn;
  completeDependencies(registration.propertyDependencies, inputs, all);
  return { ...registration, options };
}

/** Adds what the values themselves say that they depend on. */
function completeDependencies(
  byProperty: Record<string, string[]>,
  inputs: Properties,
  all: readonly string[] = [],
): void {
  for (const [key, value] of Object.entries(inputs)) {
    const urns = new Set(byProperty[key] ?? all);
    collectDependencies(value, urns);
    byProperty[key] = [...urns].sort();
  }
}

function assertUrn(role: string, urn: string): void {
  if (parseUrn(urn) === undefined) throw new EngineError(`invalid ${role} URN: ${urn}`, status.INVALID_ARGUMENT);
}
