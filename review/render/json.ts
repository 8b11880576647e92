import { inDependencyOrder, ownFile } from "../engine/checkpoint";
import type { Preview } from "../engine/preview";
import type { Redactor } from "../engine/redaction";
import type { ResourceState } from "../engine/resource-state";
import { shownState } from "../engine/shown-state";
import { isObject, isSecret, type Properties, SIGNATURE_KEY, UNKNOWN, type Value } from "../engine/values";
import { type JsonPolicies, policiesToJson } from "../policy/json";
import type { PolicyReport } from "../policy/report";
import { regionOf, type Summary, shownSummary } from "../summary";
import { unknownPaths } from "../unknowns";

/** Version of the shape below; it grows when a field changes its meaning or goes away. */
export const SCHEMA_VERSION = 1;

/** Stands for a value that only the cloud can tell. */
const UNKNOWN_MARK = { $unknown: true };
/** Stands for a secret. */
const SECRET_MARK = { $secret: true };

/** One resource of the JSON output. Paths are relative to the project. */
export interface JsonResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly operation: string;
  readonly custom: boolean;
  readonly opaque: boolean;
  readonly protect: boolean;
  readonly parent: string | null;
  readonly provider: string | null;
  readonly region: string | null;
  readonly inputs: Value;
  readonly outputs: Value;
  readonly unknownInputs: readonly string[];
  readonly dependencies: readonly string[];
  readonly aliases: readonly string[];
  readonly source: { readonly file: string; readonly line: number } | null;
}

/** The JSON output of `p95 preview`; its schema is docs/preview.schema.json. */
export interface JsonPreview {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly project: string;
  readonly stack: string;
  readonly failure: { readonly kind: string; readonly message: string } | null;
  readonly summary: Summary;
  readonly resources: readonly JsonResource[];
  readonly outputs: Value;
  /** Functions that only a cloud could answer; what depends on them is unknown. */
  readonly unansweredFunctions: readonly string[];
  /** What policy packs say; null when none ran. */
  readonly policies: JsonPolicies | null;
  readonly diagnostics: readonly { readonly severity: string; readonly message: string; readonly urn: string | null }[];
}

/** What the JSON output says besides the preview itself. */
export interface JsonOptions {
  readonly unansweredFunctions?: readonly string[];
  readonly policies?: PolicyReport | undefined;
  /** Why a policy pack could not judge. */
  readonly policyFailure?: string;
}

/** Equal previews give equal JSON. */
export function toJson(preview: Preview, options: JsonOptions = {}): JsonPreview {
  const { project, stack, redactor } = preview;
  const { unansweredFunctions = [], policies, policyFailure } = options;
  const failure = policyFailure === undefined ? preview.failure : { kind: "policy-pack", message: policyFailure };
  const root = preview.resources.find(({ urn }) => urn === preview.rootUrn);
  return {
    schemaVersion: SCHEMA_VERSION,
    project: project.name,
    stack,
    failure: failure === undefined ? null : { kind: failure.kind, message: redactor.text(failure.message) },
    summary: shownSummary(preview),
    resources: inDependencyOrder(preview.resources).map((state) => toJsonResource(state, preview)),
    outputs: showAll(root?.outputs ?? {}, redactor),
    unansweredFunctions,
    policies: policies === undefined ? null : policiesToJson(preview, policies),
    diagnostics: preview.diagnostics.map(({ severity, message, urn }) => ({
      severity,
      message: redactor.text(message),
      urn: urn === undefined ? null : redactor.urn(urn),
    })),
  };
}

function toJsonResource(given: ResourceState, { project, redactor }: Preview): JsonResource {
  const state = shownState(given, redactor);
  const { urn, type, name, operation, custom, opaque, protect, dependencies, aliases, source } = state;
  const file = source && ownFile(source, project.root);
  const region = regionOf(state);
  return {
    urn,
    type,
    name,
    operation,
    custom,
    opaque,
    protect,
    parent: state.parent || null,
    provider: state.provider || null,
    region: region === undefined ? null : redactor.text(region),
    inputs: showAll(state.inputs, redactor),
    outputs: showAll(state.outputs, redactor),
    unknownInputs: unknownPaths(state.inputs).map((path) => redactor.text(path)),
    dependencies,
    aliases,
    source: file === undefined || source === undefined ? null : { file, line: source.line },
  };
}

function showAll(properties: Properties, redactor: Redactor): { [key: string]: Value } {
  const sorted = Object.keys(properties).sort();
  return redactor.keys(Object.fromEntries(sorted.map((key) => [key, show(properties[key] as Value, redactor)])));
}

function show(value: Value, redactor: Redactor): Value {
  if (value === UNKNOWN) return UNKNOWN_MARK;
  if (typeof value === "string") return redactor.text(value);
  if (Array.isArray(value)) return value.map((each) => show(each, redactor));
  if (!isObject(value)) return value;
  if (isSecret(value)) return SECRET_MARK;
  const { [SIGNATURE_KEY]: _, ...rest } = value;
  return showAll(rest, redactor);
}
