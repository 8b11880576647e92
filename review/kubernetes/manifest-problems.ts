import Ajv, { type ErrorObject, type ValidateFunction } from "ajv";
import { referenceTo, type Schema } from "./schema";
import { kindSchemas } from "./schemas";

/** Why a Kubernetes API server would refuse a manifest. */
export interface ManifestProblem {
  /** `spec.template.spec.containers[0].image`; empty for the manifest as a whole. */
  readonly path: string;
  readonly message: string;
}

interface FoundProblem extends ManifestProblem {
  /** `choice`: a value, or one inside it, fits none of several readings. */
  readonly about: "field" | "value" | "choice";
}

/**
 * Judges one manifest as an API server of Kubernetes 1.34 with strict field validation does, with the schemas of our pinned releases:
 * unknown fields, wrong types, missing fields, values outside a list or pattern. A kind without a schema is a problem, never a pass.
 * What API servers check by code (CEL rules, names that must exist) is not judged here.
 *
 * @param isUnknown tells the places whose values are not known yet: nothing is said about them.
 */
export function manifestProblems(
  manifest: unknown,
  isUnknown: (path: string) => boolean = () => false,
): ManifestProblem[] {
  if (!isRecord(manifest)) return [{ path: "", message: `must be an object, got ${shown(manifest)}` }];
  const { apiVersion, kind } = manifest;
  const unnamed = ["apiVersion", "kind"].filter((field) => typeof manifest[field] !== "string");
  if (unnamed.length > 0) return unnamed.map((path) => ({ path, message: "must be given, as a text" }));
  const validate = validatorOf(`${apiVersion} ${kind}`);
  if (validate === undefined) return [{ path: "", message: `there is no schema for ${apiVersion} ${kind}` }];
  const found = validate(manifest) ? [] : (validate.errors ?? []).map((error) => problemOf(error, manifest));
  const judgeable = ({ path, about }: FoundProblem) =>
    about === "field" || !(about === "value" ? isUnknown(path) : holdsUnknown(path, manifest, isUnknown));
  return withoutRepetition([...found, ...metadataProblems(manifest)].filter(judgeable));
}

/** Every object has metadata and a name, whatever its schema says; the schemas of custom resources leave metadata open. */
function metadataProblems({ metadata }: Readonly<Record<string, unknown>>): FoundProblem[] {
  const validate = validatorOf("metadata")!;
  if (metadata === undefined) return [{ path: "metadata", message: "must be given", about: "field" }];
  const found = validate(metadata)
    ? []
    : (validate.errors ?? []).map((error) => problemOf(error, metadata, "metadata"));
  if (!isRecord(metadata) || metadata.name !== undefined || metadata.generateName !== undefined) return found;
  return [...found, { path: "metadata.name", message: "must be given", about: "field" }];
}

const INTEGERS: Readonly<Record<string, number>> = { int32: 2 ** 31 - 1, int64: Number.MAX_SAFE_INTEGER };
const validators = new Map<string, ValidateFunction | undefined>();
let ajv: Ajv | undefined;

/** Compiled at its first use: most runs need few of them. */
function validatorOf(kind: string): ValidateFunction | undefined {
  if (validators.has(kind)) return validators.get(kind);
  ajv ??= newAjv();
  const file = kindSchemas().find(({ kinds }) => kinds[kind] !== undefined);
  const definition = kind === "metadata" ? "kubernetes#/definitions/meta.v1.ObjectMeta" : undefined;
  const reference = file ? `${file.id}${referenceTo(file.kinds[kind]!).$ref}` : definition;
  const validate = reference === undefined ? undefined : ajv.compile({ $ref: reference });
  validators.set(kind, validate);
  return validate;
}

function newAjv(): Ajv {
  const code = { regExp: goPattern };
  const created = new Ajv({ strict: false, allErrors: true, verbose: true, logger: false, unicodeRegExp: false, code });
  for (const [format, largest] of Object.entries(INTEGERS)) {
    created.addFormat(format, { type: "number", validate: (value: number) => Math.abs(value) <= largest + 1 });
  }
  created.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
  created.addFormat("byte", /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/);
  for (const { id, strict } of kindSchemas()) created.addSchema({ $id: id, definitions: strict } as Schema);
  return created;
}

/** Patterns are Go's, which may turn a flag on inside: `^(?i)(abort|warn)?$`. */
function goPattern(pattern: string, flags: string): RegExp {
  return pattern.includes("(?i)")
    ? new RegExp(pattern.replaceAll("(?i)", ""), `${flags}i`)
    : new RegExp(pattern, flags);
}
goPattern.code = "new RegExp";

function problemOf(error: ErrorObject, manifest: unknown, prefix = ""): FoundProblem {
  const path = pathOf(error.instancePath, manifest, prefix);
  const at = (field: string) => joined(path, field);
  const { keyword, params, data } = error;
  if (keyword === "additionalProperties") {
    return { path: at(params.additionalProperty), message: "unknown field", about: "field" };
  }
  if (keyword === "required") return { path: at(params.missingProperty), message: "must be given", about: "field" };
  if (keyword === "anyOf" || keyword === "oneOf" || keyword === "not") {
    return { path, message: error.message!, about: "choice" };
  }
  const listed = keyword === "enum" ? `must be one of ${params.allowedValues.join(", ")}` : error.message;
  return { path, message: `${listed}, got ${shown(data)}`, about: "value" };
}

/** `/spec/ports/0/name` is `spec.ports[0].name`. */
function pathOf(pointer: string, manifest: unknown, prefix: string): string {
  let value = manifest;
  return pointer
    .split("/")
    .slice(1)
    .map((part) => part.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce((path, key) => {
      const inList = Array.isArray(value);
      value = (value as Record<string, unknown>)[key];
      return inList ? `${path}[${key}]` : joined(path, key);
    }, prefix);
}

/** A path one field longer. Names with other characters, such as labels, stand in brackets. */
export function joined(path: string, field: string): string {
  if (!/^[A-Za-z_$][\w$-]*$/.test(field)) return `${path}[${JSON.stringify(field)}]`;
  return path === "" ? field : `${path}.${field}`;
}

/** Whether a value that fits none of several readings might fit once more of it is known. */
function holdsUnknown(path: string, manifest: unknown, isUnknown: (path: string) => boolean): boolean {
  return leafPaths(manifest, "").some((each) => each.startsWith(path) && isUnknown(each));
}

function leafPaths(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return value.flatMap((each, i) => leafPaths(each, `${path}[${i}]`));
  if (!isRecord(value)) return [path];
  return Object.entries(value).flatMap(([key, each]) => leafPaths(each, joined(path, key)));
}

/** A value that fits none of several readings says so for each of them; that it fits none adds nothing. */
function withoutRepetition(problems: readonly FoundProblem[]): ManifestProblem[] {
  const explained = new Set(problems.filter(({ about }) => about !== "choice").map(({ path }) => path));
  const kept = problems.filter(({ path, about }) => about !== "choice" || !explained.has(path));
  const unique = new Map(kept.map(({ path, message }) => [`${path} ${message}`, { path, message }]));
  return [...unique.values()];
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
