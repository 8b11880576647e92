import { createHash } from "node:crypto";
import { relative, sep } from "node:path";
import { ENGINE_VERSION } from "./engine-service";
import type { Preview } from "./preview";
import { REDACTED, type Redactor } from "./redaction";
import type { ResourceState, SourcePosition } from "./resource-state";
import { shownState } from "./shown-state";
import { providerUrnOf } from "./urn";
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
} from "./values";

/** A resource in the shape of `pulumi stack export`; empty fields are left out. */
export interface CheckpointResource {
  readonly urn: string;
  readonly custom: boolean;
  readonly type: string;
  readonly [field: string]: unknown;
}

/** The file of `pulumi stack export`, version 3. */
export interface Checkpoint {
  readonly version: 3;
  readonly deployment: {
    readonly manifest: { readonly time: string; readonly magic: string; readonly version: string };
    readonly resources: readonly CheckpointResource[];
    readonly metadata: Record<string, never>;
  };
}

/** Nothing was deployed, so there is no time; a real one would make every file different. */
const NO_TIME = "0001-01-01T00:00:00Z";

/**
 * The previewed stack as Pulumi's own tools read it, e.g. `pulumi policy analyze --file`. What is not known yet is written as
 * the engine writes it, and every secret is replaced. Equal previews give equal bytes.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/apitype/core.go (ResourceV3)
 */
export function toCheckpoint(preview: Preview): Checkpoint {
  const version = `v${ENGINE_VERSION}`;
  const magic = createHash("sha256").update(version).digest("hex");
  const resources = inDependencyOrder(preview.resources).map((state) => toResource(state, preview));
  const manifest = { time: NO_TIME, magic, version };
  return { version: 3, deployment: { manifest, resources, metadata: {} } };
}

/** Sorted such that each resource comes after what it needs, and otherwise by URN. */
export function inDependencyOrder(states: readonly ResourceState[]): ResourceState[] {
  const byUrn = new Map(states.map((state) => [state.urn, state]));
  const ordered = new Set<ResourceState>();
  const begun = new Set<ResourceState>();
  // A stack of our own: ten thousand resources in one chain would overflow that of the language.
  const path: { readonly state: ResourceState; readonly needs: string[] }[] = [];
  const begin = (state: ResourceState | undefined): void => {
    if (state === undefined || begun.has(state)) return;
    begun.add(state);
    path.push({ state, needs: needsOf(state).reverse() });
  };
  for (const state of [...states].sort((a, b) => (a.urn < b.urn ? -1 : 1))) {
    begin(state);
    for (let last = path.at(-1); last !== undefined; last = path.at(-1)) {
      const urn = last.needs.pop();
      if (urn !== undefined) {
        begin(byUrn.get(urn));
      } else {
        ordered.add(last.state);
        path.pop();
      }
    }
  }
  return [...ordered];
}

function needsOf({ provider, parent, dependencies, deletedWith }: ResourceState): string[] {
  return [providerUrnOf(provider), parent, ...dependencies, deletedWith];
}

function toResource(given: ResourceState, { project, redactor }: Preview): CheckpointResource {
  const state = shownState(given, redactor);
  const { create, update, delete: remove } = state.customTimeouts;
  const timeouts = Object.entries({ create, update, delete: remove }).filter(([, seconds]) => seconds > 0);
  const { urn, custom, type } = state;
  const optional = {
    id: state.id,
    inputs: redact(state.inputs, redactor),
    outputs: redact(state.outputs, redactor),
    parent: state.parent,
    protect: state.protect,
    external: state.external,
    dependencies: state.dependencies,
    provider: state.provider,
    propertyDependencies: state.propertyDependencies,
    additionalSecretOutputs: state.additionalSecretOutputs,
    aliases: state.aliases,
    customTimeouts: Object.fromEntries(timeouts),
    retainOnDelete: state.retainOnDelete,
    deletedWith: state.deletedWith,
    replaceWith: state.replaceWith,
    sourcePosition: sourceUri(state.source, project.root),
    ignoreChanges: state.ignoreChanges,
    hideDiff: state.hideDiff,
    replaceOnChanges: state.replaceOnChanges,
    replacementTrigger: state.replacementTrigger && redactValue(state.replacementTrigger, redactor),
    resourceHooks: state.hooks,
  };
  return { urn, custom, type, ...Object.fromEntries(Object.entries(optional).filter(([, value]) => !isEmpty(value))) };
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === "" || value === false) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

/** `project:///components/network.ts#12,5`, as Pulumi records it. Places outside the project's own source tell nothing. */
function sourceUri(source: SourcePosition | undefined, root: string): string | undefined {
  const path = source && ownFile(source, root);
  if (source === undefined || path === undefined) return undefined;
  const uri = encodeURI(path.split(sep).join("/")).replace(/[?#!'()*]/g, percentEncoded);
  return `project:///${uri}#${source.line}${source.column === 0 ? "" : `,${source.column}`}`;
}

/** As Go encodes these in the path of a URL. */
const percentEncoded = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;

/** Path of a place's file below `root`; `undefined` when it lies elsewhere, or in a package. */
export function ownFile({ file }: SourcePosition, root: string): string | undefined {
  const path = relative(root, file);
  return path.startsWith("..") || path.split(sep).includes("node_modules") ? undefined : path;
}

/** Properties with keys in order and without a single secret. */
export function redact(properties: Properties, redactor: Redactor): Properties {
  const sorted = Object.keys(properties).sort();
  return redactor.keys(Object.fromEntries(sorted.map((key) => [key, redactValue(properties[key] as Value, redactor)])));
}

function redactValue(value: Value, redactor: Redactor): Value {
  if (typeof value === "string") return value === UNKNOWN ? value : redactor.text(value);
  if (Array.isArray(value)) return value.map((each) => redactValue(each, redactor));
  if (!isObject(value)) return value;
  if (isSecret(value)) {
    const shown = value.value === UNKNOWN ? UNKNOWN : REDACTED;
    return { [SIGNATURE_KEY]: SECRET, plaintext: JSON.stringify(shown) };
  }
  if (signatureOf(value) === RESOURCE) {
    // The engine forgets an unknown id, and always writes the version.
    const { urn, id, packageVersion = "" } = value;
    return {
      ...value,
      urn: redactor.urn(urn as string),
      ...(id === undefined ? {} : { id: id === UNKNOWN ? "" : id }),
      packageVersion,
    };
  }
  return redact(value, redactor);
}
