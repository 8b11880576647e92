import { newlyForbidden, type Review } from "../../comparison/review";
import type { PolicyComparison, RuleChange, Unjudged, Verdict } from "../../comparison/verdicts";
import { packsText, ruleChangeText, verdictCounts, verdictPlace, verdictReason } from "../verdict-words";
import { code, folded, type Html, html, joined, list, NOTHING, name, when } from "./markup";

/** Mandatory policies of any stack that would be violated and are not yet: right after what would be lost. */
export function violationsSection({ stacks }: Review): Html {
  const found = stacks.flatMap((review) => newlyForbidden(review).map((verdict) => ({ stack: review.stack, verdict })));
  const item = ({ stack, verdict }: (typeof found)[number]) =>
    html`<li>In ${name(stack)}: ${verdictItem(verdict)}</li>`;
  return when(
    found.length > 0,
    () => html`<section class="violations" aria-labelledby="violations">
<h2 id="violations">Policies that would be violated, and are not yet</h2>
<ul>${list(found, item)}</ul></section>`,
  );
}

/** Verdicts of one stack that come and go. */
export function policySection(policies: PolicyComparison | undefined): Html {
  if (policies === undefined) return NOTHING;
  const { appeared, disappeared, unjudged, rules, packs } = policies;
  const [before, after] = [packsText(packs.base), packsText(packs.head)];
  const judges =
    before === after
      ? html`Both sides were judged by ${name(after)}.`
      : html`The policy pack changes: ${name(before)} judged the base, ${name(after)} the head.`;
  return joined([
    html`<p>${verdictCounts(policies)}. ${judges}</p>`,
    group("Would be violated, and is not yet", appeared),
    group("Is violated, and would not be any more", disappeared),
    foldedList("that could no longer be judged before the update", unjudged, unjudgedItem),
    foldedList("of the policy pack that differ", rules, ruleItem),
  ]);
}

const group = (heading: string, verdicts: readonly Verdict[]): Html =>
  when(
    verdicts.length > 0,
    () => html`<h4>${heading} (${verdicts.length})</h4>
<ul>${list(verdicts, (verdict) => html`<li>${verdictItem(verdict)}</li>`)}</ul>`,
  );

const foldedList = <Item>(what: string, items: readonly Item[], item: (item: Item) => Html): Html =>
  when(items.length > 0, () => {
    const summary = html`${items.length} ${items.length === 1 ? "rule" : "rules"} ${what}`;
    return folded(summary, html`<ul>${list(items, item)}</ul>`);
  });

function verdictItem(verdict: Verdict): Html {
  const { rule, level, severity, mend, becauseOfPack } = verdict;
  const weight = severity === "unspecified" ? level : `${level}, ${severity}`;
  return html`<strong class="${level}">${code(rule)}</strong> <span class="soft">${weight}</span>
${when(becauseOfPack, () => html` <span class="perhaps">by the change of the policy pack</span>`)}
<br>${name(verdictPlace(verdict))}: <span class="words" dir="auto">${verdictReason(verdict)}</span>
${when(mend !== "", () => html`<br><span class="soft">Mend: <span dir="auto">${mend}</span></span>`)}`;
}

const unjudgedItem = ({ rule, place, path }: Unjudged): Html =>
  html`<li>${code(rule)}: ${name(verdictPlace({ place, source: undefined }))}, ${code(path)} is not known yet</li>`;

const ruleItem = (change: RuleChange): Html => html`<li>${code(change.rule)} ${ruleChangeText(change)}</li>`;
