import type { EnforcementLevel } from "../engine/analyzer-settings";
import type { Redactor } from "../engine/redaction";
import { STACK_TYPE } from "../engine/urn";
import { Places } from "../policy/places";
import { byRule, byWeight, type JudgingPack, type PolicyReport, type Violation } from "../policy/report";
import type { JudgedPreview } from "./judged-preview";

/** A violation that one side has and the other has not. Without secrets of either side. */
export interface Verdict extends Violation {
  /** Names of the components that hold the resource and its own, outermost first; empty for the stack itself. */
  readonly place: readonly string[];
  readonly source: { readonly file: string; readonly line: number } | undefined;
  /** The other side's pack would not say so of the same resource: it lacks the rule, or has it at another level. */
  readonly becauseOfPack: boolean;
}

/** A rule that the packs of the two sides do not have alike; `undefined` where a side has none of that name. */
export interface RuleChange {
  readonly pack: string;
  readonly rule: string;
  readonly base: EnforcementLevel | undefined;
  readonly head: EnforcementLevel | undefined;
}

/** A rule that could judge a resource in the base, or did not have to, and in the head reads a value that is not known yet. */
export interface Unjudged {
  readonly pack: string;
  readonly rule: string;
  readonly urn: string;
  readonly place: readonly string[];
  readonly path: string;
}

/** What the policy packs say of the two sides, each judged by its own packs. */
export interface PolicyComparison {
  /** Mandatory ones first, then by severity. */
  readonly appeared: readonly Verdict[];
  readonly disappeared: readonly Verdict[];
  readonly unjudged: readonly Unjudged[];
  /** Violations that both sides have. */
  readonly stays: { readonly mandatory: number; readonly advisory: number };
  /** In which the packs themselves differ. */
  readonly packs: { readonly base: readonly PackVersion[]; readonly head: readonly PackVersion[] };
  readonly rules: readonly RuleChange[];
}

/** A pack that judged. */
export interface PackVersion {
  readonly name: string;
  readonly version: string;
  readonly rules: number;
}

/** What the comparison needs besides the two sides. */
export interface Matching {
  /** URN in the head of a resource of the base. */
  readonly newUrn: (urn: string) => string;
  /** Of both sides. */
  readonly redactor: Redactor;
}

/**
 * Which verdicts come and go. A side without the stack, or without a pack, has none.
 * @returns `undefined` where neither side was judged.
 */
export function compareVerdicts(
  base: JudgedPreview | undefined,
  head: JudgedPreview | undefined,
  { newUrn, redactor }: Matching,
): PolicyComparison | undefined {
  if (base?.policies === undefined && head?.policies === undefined) return undefined;
  const [before, after] = [sideOf(base, newUrn, redactor), sideOf(head, (urn) => urn, redactor)];
  const { onlyLeft: disappeared, onlyRight: appeared } = unmatched(before.violations, after.violations);
  const kept = after.violations.filter((violation) => !appeared.includes(violation));
  const mandatory = kept.filter(({ level }) => level === "mandatory").length;
  const known = new Set(before.unjudged.map(idOf));
  return {
    appeared: appeared.map((each) => explained(each, base)).sort(byWeight),
    disappeared: disappeared.map((each) => explained(each, head)).sort(byWeight),
    unjudged: after.unjudged.filter((each) => !known.has(idOf(each))).sort(byRule),
    stays: { mandatory, advisory: kept.length - mandatory },
    packs: { base: versionsOf(base?.policies), head: versionsOf(head?.policies) },
    rules: ruleChanges(base?.policies?.packs ?? [], head?.policies?.packs ?? []),
  };
}

type Placed = Omit<Verdict, "becauseOfPack">;

/** One side's verdicts, as the head calls its resources. */
function sideOf(side: JudgedPreview | undefined, newUrn: (urn: string) => string, redactor: Redactor) {
  if (side?.policies === undefined) return { violations: [], unjudged: [] };
  const places = new Places(side);
  const hide = (text: string) => redactor.text(text);
  const placed = <Item extends { readonly urn: string }>(item: Item) => ({
    ...item,
    urn: redactor.urn(newUrn(item.urn)),
    place: places.names(item.urn).map(hide),
  });
  const violations = side.policies.violations.map((each): Placed => {
    const texts = { why: hide(each.why), message: hide(each.message), mend: hide(each.mend) };
    return { ...placed(each), ...texts, source: places.source(each.urn) };
  });
  const unjudged = side.policies.notEvaluable.map((each): Unjudged => ({ ...placed(each), path: hide(each.path) }));
  return { violations, unjudged };
}

const idOf = ({ pack, rule, urn, path }: Unjudged): string => JSON.stringify([pack, rule, urn, path]);

/**
 * What only one side has. The same words about the same resource are the same violation. So are other words of the same rule, since
 * they may quote a value; not so about the stack as a whole, where they may be about another part of it.
 */
function unmatched(left: readonly Placed[], right: readonly Placed[]) {
  const exact = withoutPairs(left, right, ({ pack, rule, level, urn, message }) => [pack, rule, level, urn, message]);
  return withoutPairs(exact.onlyLeft, exact.onlyRight, ({ pack, rule, level, urn, message }) =>
    urn.includes(`::${STACK_TYPE}::`) ? [pack, rule, level, urn, message] : [pack, rule, level, urn],
  );
}

function withoutPairs(left: readonly Placed[], right: readonly Placed[], keyOf: (each: Placed) => readonly string[]) {
  const waiting = new Map<string, Placed[]>();
  for (const each of left) {
    const key = JSON.stringify(keyOf(each));
    waiting.set(key, [...(waiting.get(key) ?? []), each]);
  }
  const onlyRight = right.filter((each) => waiting.get(JSON.stringify(keyOf(each)))?.shift() === undefined);
  const rest = new Set([...waiting.values()].flat());
  return { onlyLeft: left.filter((each) => rest.has(each)), onlyRight };
}

/** With whether the other side's packs could not have said so. */
function explained(verdict: Placed, other: JudgedPreview | undefined): Verdict {
  const level = other?.policies?.packs.find(({ name }) => name === verdict.pack)?.levels.get(verdict.rule);
  const said = level === "remediate" ? "mandatory" : level;
  return { ...verdict, becauseOfPack: other !== undefined && said !== verdict.level };
}

const versionsOf = (report: PolicyReport | undefined): PackVersion[] =>
  (report?.packs ?? []).map(({ name, version, levels }) => ({ name, version, rules: levels.size }));

/** Rules that are new, gone, or at another level, of packs that both sides have. */
function ruleChanges(base: readonly JudgingPack[], head: readonly JudgingPack[]): RuleChange[] {
  return head.flatMap(({ name: pack, levels: after }) => {
    const before = base.find(({ name }) => name === pack)?.levels;
    if (before === undefined) return [];
    return [...new Set([...before.keys(), ...after.keys()])]
      .sort()
      .map((rule) => ({ pack, rule, base: before.get(rule), head: after.get(rule) }))
      .filter((change) => change.base !== change.head);
  });
}
