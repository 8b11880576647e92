import { printable } from "../printable";

/** Markup that is safe to put into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

/** Marks of direction and characters without a width that {@link printable} leaves to terminals. */
const UNSEEN = /[\u061c\u200b\u2028\u2029\u2060\ufeff]/g;

/** Text that can be nothing but text, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return printable(text)
    .replace(UNSEEN, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(/[&<>"'`]/g, (each) => `&#${each.charCodeAt(0)};`);
}

/** Markup in which everything that is filled in is text, unless it is markup itself. */
export function html(parts: TemplateStringsArray, ...values: readonly (Html | string | number)[]): Html {
  const filled = values.map((value) => (value instanceof Html ? value.text : escapeHtml(String(value))));
  return new Html(parts.reduce((text, part, i) => `${text}${filled[i - 1]}${part}`));
}

/** One after the other. */
export const joined = (parts: readonly Html[], separator = "\n"): Html =>
  new Html(parts.map(({ text }) => text).join(separator));

/** Markup for each item. */
export const list = <Item>(items: readonly Item[], each: (item: Item, i: number) => Html): Html =>
  joined(items.map(each));

/** `markup` where `condition` holds, else nothing. */
export const when = (condition: boolean, markup: () => Html): Html => (condition ? markup() : NOTHING);

export const NOTHING = new Html("");

/** Something that the program named, kept apart from the text around it whatever its direction. */
export const name = (text: string): Html => html`<bdi>${text}</bdi>`;

/** The same, as code. */
export const code = (text: string): Html => html`<code dir="auto">${text}</code>`;

/** Something that a reader unfolds. */
export const folded = (summary: Html, body: Html, open = false): Html =>
  html`<details${when(open, () => html` open`)}><summary>${summary}</summary>${body}</details>`;

/** A table that scrolls inside of the page, by keyboard too. */
export const table = (label: string, columns: readonly Html[], rows: Html, caption = NOTHING): Html =>
  html`<div class="scroll" role="group" aria-label="${label}" tabindex="0"><table>${caption}
<thead><tr>${joined(columns)}</tr></thead>
<tbody>${rows}</tbody></table></div>`;

export const column = (heading: string): Html => html`<th scope="col">${heading}</th>`;
export const amount = (heading: string): Html => html`<th scope="col" class="money">${heading}</th>`;
