import type { PolicySeverity } from "../engine/analyzer";
import type { EnforcementLevel } from "../engine/analyzer-settings";
import type { Diagnostic } from "../engine/diagnostics";

/** A rule that a resource, or the stack as a whole, breaks. Secrets are taken out. */
export interface Violation {
  readonly pack: string;
  readonly rule: string;
  /** Whether `pulumi up` would refuse it. */
  readonly level: "mandatory" | "advisory";
  readonly severity: PolicySeverity;
  /** The resource; the stack itself for what no single resource is to blame for. */
  readonly urn: string;
  /** What the rule protects, in the pack's words. */
  readonly why: string;
  /** What is wrong here. */
  readonly message: string;
  /** How to mend it; empty when the pack does not say. */
  readonly mend: string;
  readonly url: string;
}

/** A rule that could not judge a resource, because it needs a value that is not known before the update. */
export interface NotEvaluable {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  /** Of the property, e.g. `parameters.0.value`. */
  readonly path: string;
}

/** What a rule would change about a resource in a real update. */
export interface Remediation {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  /** Inputs that would change, in order. */
  readonly properties: readonly string[];
}

/** A pack that judged. */
export interface JudgingPack {
  readonly name: string;
  readonly version: string;
  /** By rule, in the pack's own order. */
  readonly levels: ReadonlyMap<string, EnforcementLevel>;
}

/** Names of a pack's rules that are switched off, in alphabetical order. */
export const disabledRules = ({ levels }: JudgingPack): string[] =>
  [...levels].flatMap(([rule, level]) => (level === "disabled" ? [rule] : [])).sort();

/** What the policy packs say about a preview. Every list is in a fixed order. */
export interface PolicyReport {
  readonly packs: readonly JudgingPack[];
  /** Mandatory ones first, then by severity, rule and resource. */
  readonly violations: readonly Violation[];
  readonly notEvaluable: readonly NotEvaluable[];
  readonly remediations: readonly Remediation[];
  /** What the packs logged. */
  readonly messages: readonly Diagnostic[];
}

export const SEVERITY_ORDER: readonly PolicySeverity[] = ["critical", "high", "medium", "low", "unspecified"];

export const mandatoryCount = ({ violations }: PolicyReport): number =>
  violations.filter(({ level }) => level === "mandatory").length;

/** Order of violations in every output. */
export function byWeight(a: Violation, b: Violation): number {
  if (a.level !== b.level) return a.level === "mandatory" ? -1 : 1;
  const severity = SEVERITY_ORDER.indexOf(a.severity) - SEVERITY_ORDER.indexOf(b.severity);
  return severity !== 0 ? severity : byRule(a, b);
}

/** Order of everything else about rules. */
export function byRule(a: Sortable, b: Sortable): number {
  return compare(a.pack, b.pack) || compare(a.rule, b.rule) || compare(a.urn, b.urn);
}

interface Sortable {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
}

const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
