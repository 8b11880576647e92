import type { PolicyComparison, RuleChange, Verdict } from "../comparison/verdicts";

/** Where a verdict is about, in plain text that is not escaped. */
export function verdictPlace({ place, source }: Pick<Verdict, "place" | "source">): string {
  const where = place.length === 0 ? "the stack" : place.join(" > ");
  return source === undefined ? where : `${where} (${source.file}:${source.line})`;
}

/** What is wrong, in the pack's words. */
export const verdictReason = ({ message, why }: Verdict): string => (message === "" ? why : message).trim();

/** How a rule differs between the packs of the two sides. */
export function ruleChangeText({ base, head }: RuleChange): string {
  if (base === undefined) return `is new, ${head}`;
  if (head === undefined) return `is gone, was ${base}`;
  return `was ${base}, is ${head}`;
}

/** `p95 1.0.0 (99 rules)` of each pack on a side. */
export const packsText = (packs: PolicyComparison["packs"]["base"]): string =>
  packs.map(({ name, version, rules }) => `${name} ${version} (${rules} rules)`).join(", ") || "no pack";

/** `nothing new; 3 violations stay (1 mandatory)` or how many come and go. */
export function verdictCounts({ appeared, disappeared, unjudged, stays }: PolicyComparison): string {
  const remaining = stays.mandatory + stays.advisory;
  const parts = [
    ...(appeared.length > 0 ? [`${appeared.length} new`] : []),
    ...(disappeared.length > 0 ? [`${disappeared.length} gone`] : []),
    ...(unjudged.length > 0 ? [`${unjudged.length} no longer to be judged before the update`] : []),
  ];
  const rest = remaining === 0 ? [] : [`${remaining} as before (${stays.mandatory} mandatory)`];
  return [...(parts.length === 0 ? ["no change of violations"] : parts), ...rest].join(", ");
}

/** Whether there is anything to tell beside the counts. */
export const saysSomething = ({ appeared, disappeared, unjudged, rules, packs }: PolicyComparison): boolean =>
  appeared.length + disappeared.length + unjudged.length + rules.length > 0 ||
  packsText(packs.base) !== packsText(packs.head);
