import { REDACTED } from "../../review/engine/redaction";
import { isObject, isSecret, UNKNOWN, type Value } from "../../review/engine/values";
import type { Records, ResourceRecord } from "./records";

/** One thing that two engines decided differently. */
export interface Difference {
  readonly urn: string;
  /** Field, or path of a property such as `inputs.tags.Name`. */
  readonly path: string;
  readonly embedded: unknown;
  readonly real: unknown;
}

/** How much was compared, and what came out. */
export interface Comparison {
  readonly resources: number;
  /** Single values: leaves of inputs and outputs, and recorded options. */
  readonly values: number;
  readonly differences: readonly Difference[];
}

/** How a comparison treats what cannot be the same on both sides. */
export interface ComparisonRules {
  /** Whether the real side has created the resources: it then knows what was unknown, and the provider's own outputs. */
  readonly created: boolean;
  /** Fields that one of the sides does not record. */
  readonly skip: ReadonlySet<string>;
}

/** Both saw nothing created: everything has to be equal, unknowns too. */
export const PREVIEW_RULES: ComparisonRules = { created: false, skip: new Set() };

/** One side is a file of resources, which says neither what is done with them nor how they would be replaced. */
export const EXPORT_RULES: ComparisonRules = { created: false, skip: new Set(["operation", "deleteBeforeReplace"]) };

/** One previewed, the other created: what the preview knew must have come true. */
export const UP_RULES: ComparisonRules = {
  created: true,
  skip: new Set(["id", "operation", "deleteBeforeReplace"]),
};

const ABSENT = Symbol("absent");

/** Compares what two engines decided, value by value. */
export function compare(embedded: Records, real: Records, rules: ComparisonRules): Comparison {
  const differences: Difference[] = [];
  let values = 0;
  for (const urn of [...new Set([...embedded.keys(), ...real.keys()])].sort()) {
    const ours = embedded.get(urn);
    const theirs = real.get(urn);
    if (ours === undefined || theirs === undefined) {
      differences.push({ urn, path: "", embedded: ours && "declared", real: theirs && "declared" });
      continue;
    }
    const report = (path: string, a: unknown, b: unknown) =>
      differences.push({ urn, path, embedded: shown(a), real: shown(b) });
    values += compareRecords(ours, theirs, rules, report);
  }
  return { resources: embedded.size, values, differences };
}

type Report = (path: string, embedded: unknown, real: unknown) => void;

function compareRecords(ours: ResourceRecord, theirs: ResourceRecord, rules: ComparisonRules, report: Report): number {
  const walk = { rules, blinded: ours.blinded || theirs.blinded, report };
  const fields = rules.created ? withoutVanished(ours, theirs) : ours.fields;
  let values = 0;
  for (const key of new Set([...Object.keys(fields), ...Object.keys(theirs.fields)])) {
    if (rules.skip.has(key)) continue;
    values += walkValues(key, withoutId(fields[key]), withoutId(theirs.fields[key]), { ...walk, blinded: true });
  }
  values += walkValues("inputs", ours.inputs, theirs.inputs, walk);
  if (!rules.created) return values + walkValues("outputs", ours.outputs, theirs.outputs, walk);
  for (const [key, value] of Object.entries(ours.outputs)) {
    values += walkValues(`outputs.${key}`, value, theirs.outputs[key], walk);
  }
  return values;
}

/**
 * An unknown input may turn out to be undefined, and then it is gone together with what it depends on: it took its
 * dependencies along, unless another input or `dependsOn` has them too.
 */
function withoutVanished(ours: ResourceRecord, theirs: ResourceRecord): Readonly<Record<string, unknown>> {
  const { dependencies = [], propertyDependencies = {} } = ours.fields as {
    dependencies?: string[];
    propertyDependencies?: Record<string, string[]>;
  };
  const vanished = Object.keys(ours.inputs).filter((key) => ours.inputs[key] === UNKNOWN && !(key in theirs.inputs));
  if (vanished.length === 0) return ours.fields;
  const kept = Object.entries(propertyDependencies).filter(([key]) => !vanished.includes(key));
  const gone = new Set(vanished.flatMap((key) => propertyDependencies[key] ?? []));
  const real = new Set(theirs.fields.dependencies as string[] | undefined);
  const left = dependencies.filter((urn) => real.has(urn) || !gone.has(urn));
  const fields: Record<string, unknown> = { ...ours.fields };
  delete fields.dependencies;
  delete fields.propertyDependencies;
  if (left.length > 0) fields.dependencies = left;
  if (kept.length > 0) fields.propertyDependencies = Object.fromEntries(kept);
  return fields;
}

interface Walk {
  readonly rules: ComparisonRules;
  readonly blinded: boolean;
  readonly report: Report;
}

/** Reports each leaf that differs. @returns the number of leaves. */
function walkValues(path: string, embedded: unknown, real: unknown, walk: Walk): number {
  const { rules, blinded, report } = walk;
  const ours = (embedded === undefined ? ABSENT : embedded) as Value | typeof ABSENT;
  const theirs = (real === undefined ? ABSENT : real) as Value | typeof ABSENT;
  if (rules.created && (ours === UNKNOWN || isSameOnceCreated(path, ours, theirs))) return 1;
  if (blinded && isHidden(ours, theirs)) return 1;
  if (typeof ours !== "symbol" && typeof theirs !== "symbol") {
    if (isSecret(ours)) {
      if (isSecret(theirs)) return walkValues(path, ours.value, theirs.value, walk);
      report(path, "a secret", "no secret");
      return 1;
    }
    if (isSecret(theirs)) {
      report(path, "no secret", "a secret");
      return 1;
    }
    if (Array.isArray(ours) && Array.isArray(theirs)) {
      return sum(longest(ours, theirs), (i) => walkValues(`${path}[${i}]`, ours[i], theirs[i], walk));
    }
    if (isObject(ours) && isObject(theirs)) {
      const keys = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
      return sum(keys, (key) => walkValues(`${path}.${key}`, ours[key], theirs[key], walk));
    }
    if (ours === theirs) return 1;
  }
  report(path, ours, theirs);
  return 1;
}

/** A null is not written into a state; and only in a preview the SDK marks the resources among a stack's outputs. */
function isSameOnceCreated(path: string, ours: unknown, theirs: unknown): boolean {
  return theirs === ABSENT && (ours === null || path.endsWith(".@isPulumiResource"));
}

/** Whether one side shows a secret in a way that the other does not: as `[secret]`, or inside a text that quotes it. */
function isHidden(ours: Value | typeof ABSENT, theirs: Value | typeof ABSENT): boolean {
  if (typeof ours === "string" && ours.includes(REDACTED)) return typeof theirs === "string";
  if (typeof ours === "symbol" || typeof theirs === "symbol" || !isSecret(ours)) return false;
  return theirs === REDACTED || (isSecret(theirs) && (ours.value === REDACTED || theirs.value === REDACTED));
}

const longest = (a: readonly unknown[], b: readonly unknown[]) => [...(a.length > b.length ? a : b).keys()];

/** An empty list or object counts as one value as well. */
const sum = <T>(items: readonly T[], count: (item: T) => number) =>
  items.length === 0 ? 1 : items.reduce((total, item) => total + count(item), 0);

/** Ids of providers are random once they exist: in references only the URN counts. */
function withoutId(value: unknown): unknown {
  if (typeof value !== "string" || !value.includes("pulumi:providers:")) return value;
  return value.replace(/::[-0-9a-f]{36}$/, "");
}

const shown = (value: unknown) => (value === ABSENT ? "(absent)" : value);
