import { fileURLToPath } from "node:url";
import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import type { SourcePosition as SourcePositionMessage } from "@pulumi/pulumi/proto/source_pb";
import type { PackageRequest } from "./default-providers";
import { EngineError } from "./engine-error";
import type { CustomTimeouts, SourcePosition } from "./resource-state";
import type { Properties, Value } from "./values";

/** A former identity of a resource: a URN, or the parts in which it differed. */
export type AliasSpec =
  | { readonly urn: string }
  | {
      readonly name: string;
      readonly type: string;
      readonly stack: string;
      readonly project: string;
      /** URN of the former parent, empty for the present one. */
      readonly parent: string;
      readonly noParent: boolean;
    };

/** The options of a registration, which transforms may change. */
export interface RegistrationOptions {
  dependsOn: string[];
  protect: boolean | undefined;
  ignoreChanges: string[];
  replaceOnChanges: string[];
  replacementTrigger: Value | undefined;
  version: string;
  aliases: AliasSpec[];
  /** `<urn>::<id>`, or empty. */
  provider: string;
  /** Provider references for the children of a component, by package. */
  providers: Record<string, string>;
  /** Durations as the program wrote them, e.g. `10m`. */
  customTimeouts: { create: string; update: string; delete: string };
  pluginDownloadUrl: string;
  retainOnDelete: boolean | undefined;
  deletedWith: string;
  replaceWith: string[];
  deleteBeforeReplace: boolean | undefined;
  additionalSecretOutputs: string[];
  hideDiff: string[];
  importId: string;
  hooks: Record<string, string[]>;
}

/** What a program asks for when it declares a resource. */
export interface Registration {
  readonly type: string;
  readonly name: string;
  readonly parent: string;
  readonly custom: boolean;
  readonly remote: boolean;
  readonly packageRef: string;
  readonly inputs: Properties;
  readonly propertyDependencies: Record<string, string[]>;
  readonly options: RegistrationOptions;
  /** Addresses of the transforms that the resource itself carries. */
  readonly transforms: readonly { readonly target: string; readonly token: string }[];
  readonly environmentMappings: Readonly<Record<string, string>>;
  readonly source: SourcePosition | undefined;
}

/** What a program asks for when it reads a resource that exists already. */
export interface ReadRequest {
  readonly type: string;
  readonly name: string;
  readonly id: string;
  readonly parent: string;
  readonly provider: string;
  readonly package: PackageRequest;
  readonly inputs: Properties;
  readonly dependencies: readonly string[];
  readonly additionalSecretOutputs: readonly string[];
  readonly source: SourcePosition | undefined;
}

type HooksMessage = NonNullable<ReturnType<RegisterResourceRequest["getHooks"]>>;

/** Names of hooks by moment; moments without a hook are left out. */
export function readHooks(message: HooksMessage | undefined): Record<string, string[]> {
  if (message === undefined) return {};
  const byMoment = {
    BeforeCreate: message.getBeforeCreateList(),
    AfterCreate: message.getAfterCreateList(),
    BeforeUpdate: message.getBeforeUpdateList(),
    AfterUpdate: message.getAfterUpdateList(),
    BeforeDelete: message.getBeforeDeleteList(),
    AfterDelete: message.getAfterDeleteList(),
    OnError: message.getOnErrorList(),
  };
  return Object.fromEntries(Object.entries(byMoment).filter(([, names]) => names.length > 0));
}

/**
 * @param properlySpecified false for Node.js SDKs that say "no parent" with an empty parent and "the same parent" with
 * `noParent`, which an engine has to turn around.
 * Source: https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/source_eval.go (transformAliasForNodeJSCompat)
 */
export function readAlias(alias: Alias, properlySpecified: boolean): AliasSpec {
  const spec = alias.getSpec();
  if (alias.getAliasCase() !== Alias.AliasCase.SPEC || spec === undefined) return { urn: alias.getUrn() };
  const saysNoParent = spec.getNoparent();
  const parent = spec.getParenturn();
  return {
    name: spec.getName(),
    type: spec.getType(),
    stack: spec.getStack(),
    project: spec.getProject(),
    parent,
    noParent: properlySpecified ? saysNoParent : parent === "" && !saysNoParent,
  };
}

/** @throws {EngineError} when a duration cannot be parsed. */
export function readTimeouts(options: RegistrationOptions): CustomTimeouts {
  const { create, update, delete: remove } = options.customTimeouts;
  return { create: durationSeconds(create), update: durationSeconds(update), delete: durationSeconds(remove) };
}

const SECONDS_PER_UNIT: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** Seconds of a Go duration such as `1h30m`; an empty one is 0. */
function durationSeconds(text: string): number {
  if (text === "") return 0;
  const terms = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (terms.length === 0 || terms.map(([term]) => term).join("") !== text) {
    throw new EngineError(`unable to parse customTimeout Value ${text}`);
  }
  return terms.reduce((sum, [, count, unit]) => sum + Number(count) * (SECONDS_PER_UNIT[unit as string] as number), 0);
}

/** The line of the program that declares a resource, where the SDK knows it as a file. */
export function toSourcePosition({ uri, line, column }: SourcePositionMessage.AsObject): SourcePosition | undefined {
  return uri.startsWith("file:") ? { file: pathOf(uri), line, column } : undefined;
}

/** By URI: to take one apart costs more than all the rest, and a program has thousands of resources in a few files. */
const paths = new Map<string, string>();

function pathOf(uri: string): string {
  const path = paths.get(uri) ?? fileURLToPath(uri);
  paths.set(uri, path);
  return path;
}
