import type { StackReview } from "../../comparison/review";
import { isProviderType, STACK_TYPE } from "../../engine/urn";
import type { PlannedChange } from "../../plan/plan";
import { changeDetails, changeTitle, formerName, SHOWN_WORDS, type Shown, shownAs } from "./changes";
import { folded, type Html, html, joined, list, name, when } from "./markup";

/** Every resource below its component, with a search and a filter. */
export function resourcesSection({ stack, changes }: StackReview, id: string): Html {
  const tree = new ResourceTree(changes.filter(isShown));
  const options = (Object.keys(SHOWN_WORDS) as Shown[]).filter((shown) => shown !== "same" && tree.count(shown) > 0);
  return html`<form class="tools" role="search" aria-label="Resources of ${stack}" data-tree="${id}-tree" hidden>
<label>Search names, types and values<input type="search" autocomplete="off" spellcheck="false"></label>
<label>Show<select><option value="all">everything (${tree.resources})</option>
<option value="changes">what changes (${tree.resources - tree.count("same")})</option>
${list(options, (shown) => html`<option value="${shown}">${SHOWN_WORDS[shown]} (${tree.count(shown)})</option>`)}
</select></label>
<button type="button" value="open">Unfold all</button><button type="button" value="fold">Fold all</button>
<p role="status"></p></form>
<ul class="tree" id="${id}-tree">${tree.render()}</ul>`;
}

/** The stack itself is no resource, and a provider matters only if something becomes of it. */
const isShown = ({ type, action, formerUrn }: PlannedChange): boolean =>
  type !== STACK_TYPE && !(isProviderType(type) && action === "same" && formerUrn === undefined);

class ResourceTree {
  readonly #below = new Map<string, PlannedChange[]>();
  readonly #counts = new Map<Shown, number>();
  readonly #changed = new Map<string, number>();

  constructor(changes: readonly PlannedChange[]) {
    const now = new Map(changes.flatMap(({ urn, formerUrn }) => (formerUrn === undefined ? [] : [[formerUrn, urn]])));
    const byUrn = new Map(changes.map((change) => [change.urn, change]));
    const parents = new Map<string, string>();
    for (const change of [...changes].sort(byTypeAndName)) {
      const parent = now.get(change.parent) ?? change.parent; // a deleted resource names its parent as it was called
      const under = byUrn.has(parent) && parent !== change.urn ? parent : "";
      parents.set(change.urn, under);
      const siblings = this.#below.get(under);
      if (siblings === undefined) this.#below.set(under, [change]);
      else siblings.push(change);
    }
    for (const change of changes.filter(({ custom }) => custom)) {
      const shown = shownAs(change);
      this.#counts.set(shown, this.count(shown) + 1);
      if (shown === "same") continue;
      for (let at = parents.get(change.urn) ?? ""; at !== ""; at = parents.get(at) ?? "")
        this.#changed.set(at, (this.#changed.get(at) ?? 0) + 1);
    }
  }

  count(shown: Shown): number {
    return this.#counts.get(shown) ?? 0;
  }

  get resources(): number {
    return [...this.#counts.values()].reduce((all, count) => all + count, 0);
  }

  render(urn = ""): Html {
    return list(this.#below.get(urn) ?? [], (change) => (change.custom ? this.#leaf(change) : this.#branch(change)));
  }

  #leaf(change: PlannedChange): Html {
    const below = () => html`<ul>${this.render(change.urn)}</ul>`;
    return html`<li data-action="${shownAs(change)}">${changeTitle(change)}${changeDetails(change)}
${when(this.#below.has(change.urn), below)}</li>`;
  }

  /** Open where something changes. */
  #branch(change: PlannedChange): Html {
    const changed = this.#changed.get(change.urn) ?? 0;
    const note = when(
      changed > 0,
      () => html` <span class="soft">(${changed} ${changed === 1 ? "change" : "changes"})</span>`,
    );
    const title = html`<strong>${name(change.name)}</strong> <span class="type">${name(change.type)}</span>`;
    const summary = joined([title, formerName(change), note], "");
    const below = html`<ul>${this.render(change.urn)}</ul>`;
    return html`<li class="branch">${folded(summary, below, changed > 0)}</li>`;
  }
}

/** Components first, as they hold the rest, then resources of one kind beside each other. */
function byTypeAndName(a: PlannedChange, b: PlannedChange): number {
  if (a.custom !== b.custom) return a.custom ? 1 : -1;
  for (const field of ["type", "name", "urn"] as const) if (a[field] !== b[field]) return a[field] < b[field] ? -1 : 1;
  return 0;
}
