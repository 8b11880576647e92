import { parseUrn } from "../../engine/urn";
import type { PlannedChange, PlannedProperty } from "../../plan/plan";
import { code, folded, type Html, html, joined, list, NOTHING, name, when } from "./markup";

/** How a change is filtered and coloured. */
export type Shown =
  | "replace"
  | "possible"
  | "delete"
  | "forget"
  | "update"
  | "move"
  | "create"
  | "import"
  | "read"
  | "same";

/** In the order in which a reader should see them. */
export const SHOWN_WORDS: Readonly<Record<Shown, string>> = {
  replace: "replaced",
  possible: "perhaps replaced",
  delete: "deleted",
  forget: "forgotten, stays in the cloud",
  update: "changed",
  move: "moved",
  create: "created",
  import: "imported",
  read: "read",
  same: "stays as it is",
};

export function shownAs({ action, replacement, formerUrn }: PlannedChange): Shown {
  if (replacement === "possible") return "possible";
  if (action === "same" && formerUrn !== undefined) return "move";
  return action;
}

export const badge = (shown: Shown): Html =>
  shown === "same" ? NOTHING : html`<span class="badge ${shown}">${SHOWN_WORDS[shown]}</span> `;

/** What a resource is, and what becomes of it. */
export function changeTitle(change: PlannedChange): Html {
  const noted = when(change.protected && change.custom, () => html` <span class="soft">protected</span>`);
  const order = when(change.deletesFirst, () => html` <span class="perhaps">the old one goes first</span>`);
  const title = html`${badge(shownAs(change))}${name(change.name)} <span class="type">${name(change.type)}</span>`;
  return joined([title, formerName(change), noted, order], "");
}

/** What it was called, if that was something else. */
export function formerName({ formerUrn }: PlannedChange): Html {
  return formerUrn === undefined
    ? NOTHING
    : html` <span class="soft">was ${name(parseUrn(formerUrn)?.name ?? formerUrn)}</span>`;
}

/** Most properties of a resource that are shown before a reader unfolds them. */
const MAX_OPEN = 8;

/** Why a resource changes. */
export function changeDetails({ properties, reasons }: PlannedChange): Html {
  if (properties.length + reasons.length === 0) return NOTHING;
  const items = html`<ul class="properties">${list(reasons, reasonItem)}${list(properties, propertyItem)}</ul>`;
  return properties.length <= MAX_OPEN ? items : folded(html`${properties.length} properties`, items);
}

export const reasonItem = (reason: string): Html =>
  reason === "trigger"
    ? html`<li>because its replacement trigger changes</li>`
    : html`<li>because of ${name(parseUrn(reason)?.name ?? reason)}</li>`;

export function propertyItem({ path, before, after, consequence, cause }: PlannedProperty): Html {
  const [from, to] = shownPair(before ?? "(nothing)", after ?? "(nothing)");
  const origin = () => html` from ${name(parseUrn(cause as string)?.name ?? (cause as string))}`;
  return html`<li>${code(path)}: <span class="unseen">before</span> <del>${code(from)}</del>
<span aria-hidden="true">→</span> <span class="unseen">after</span> <ins>${code(to)}</ins>
${when(cause !== undefined, origin)}${FORCES[consequence]}</li>`;
}

const FORCES: Readonly<Record<PlannedProperty["consequence"], Html>> = {
  replace: html` <span class="forces">forces replacement</span>`,
  depends: html` <span class="perhaps">forces replacement with some values</span>`,
  unknown: html` <span class="perhaps">may force replacement</span>`,
  update: NOTHING,
};

/** Longest value shown as a whole, and how much of a longer one. Unit: characters. */
const MAX_VALUE = 240;
/** How much is shown on both sides of the place where two long values differ. */
const AROUND = 60;

/** Two values, the long ones cut down to where they differ. */
export function shownPair(before: string, after: string): [string, string] {
  if (before.length <= MAX_VALUE && after.length <= MAX_VALUE) return [before, after];
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return [cut(before, start, end), cut(after, start, end)];
}

function cut(text: string, start: number, end: number): string {
  const first = Math.max(0, start - AROUND);
  const last = Math.min(text.length, text.length - end + AROUND, first + MAX_VALUE);
  return `${first > 0 ? "…" : ""}${text.slice(first, last)}${last < text.length ? "…" : ""}`;
}
