import type { CostComparison, CostLine } from "../../cost/compare-costs";
import type { Unpriced } from "../../cost/estimate";
import { rangeText } from "../review-text";
import { amount, column, folded, type Html, html, joined, list, name, table, when } from "./markup";

/** Monthly costs, base against head, and what they leave out. */
export function costSection({ base, head, lines: given, unpriced, unverified, priceDates }: CostComparison): Html {
  const lines = [...given].sort(byChange);
  const changed = lines.filter(changes);
  const same = lines.filter((line) => !changes(line));
  const dates = priceDates === undefined ? "" : `, prices of ${priceDates.oldest} to ${priceDates.newest}`;
  const change = changeText(base.expected, head.expected);
  return joined([
    html`<p>${rangeText(base)} before, ${rangeText(head)} after: <strong>${change}</strong>. In US dollars, on demand${dates}.
In brackets the least and the most where something scales.</p>`,
    when(changed.length > 0, () => costTable("What changes, by part and region", changed)),
    foldedList(`${same.length} parts whose costs stay the same`, same, (all) => costTable("What stays the same", all)),
    foldedList(
      `${unpriced.length} things without a price, not in it`,
      [...unpriced].sort(byResource),
      (all) => html`<ul>${list(all, unpricedItem)}</ul>`,
    ),
    foldedList(
      `${unverified.length} prices without a source`,
      unverified,
      (all) => html`<ul>${list(all, (item) => html`<li>${name(item)}</li>`)}</ul>`,
    ),
  ]);
}

const foldedList = <Item>(summary: string, items: readonly Item[], body: (items: readonly Item[]) => Html): Html =>
  when(items.length > 0, () => folded(html`${summary}`, body(items)));

const cents = ({ base, head }: CostLine): number => Math.round(Math.abs(head.expected - base.expected) * 100);

/** The most changed first, to the cent: what is less comes from the order of a sum, and would make the page's order a matter of luck. */
const byChange = (a: CostLine, b: CostLine): number =>
  cents(b) - cents(a) || inOrder([a.component, a.region], [b.component, b.region]);

const byResource = (a: Unpriced, b: Unpriced): number => inOrder([a.name, a.urn, a.item], [b.name, b.urn, b.item]);

function inOrder(a: readonly string[], b: readonly string[]): number {
  const i = a.findIndex((each, at) => each !== b[at]);
  return i === -1 ? 0 : (a[i] as string) < (b[i] as string) ? -1 : 1;
}

/** To the cent, as a reader of the JSON sees it. */
const changes = ({ base, head }: CostLine): boolean =>
  (["min", "expected", "max"] as const).some((bound) => Math.round((head[bound] - base[bound]) * 100) !== 0);

const COLUMNS = [column("part"), column("region"), amount("before"), amount("after"), amount("change")];

const costTable = (caption: string, lines: readonly CostLine[]): Html =>
  table(caption, COLUMNS, list(lines, row), html`<caption>${caption}</caption>`);

const row = ({ component, region, base, head, baseUsage, headUsage }: CostLine): Html =>
  html`<tr><th scope="row">${name(component)}</th><td>${name(region)}</td>
<td class="money">${rangeText(base)}${used(baseUsage)}</td>
<td class="money">${rangeText(head)}${used(headUsage)}</td>
<td class="money">${changeText(base.expected, head.expected)}</td></tr>`;

const used = (usage: number): Html =>
  when(usage > 0, () => html`<br><span class="soft">${dollars(usage)} of it by declared use</span>`);

const unpricedItem = (each: Unpriced): Html =>
  html`<li>${name(each.name)} <span class="type">${name(each.item)}</span> in ${name(each.region)}:
${name(each.why)}</li>`;

/** `+$12`, `−$3`, `−under $1` or `no change`, in whole dollars. */
export function changeText(before: number, after: number): string {
  const cents = Math.round((after - before) * 100);
  if (cents === 0) return "no change";
  const amount = Math.abs(cents) < 100 ? "under $1" : dollars(Math.abs(cents) / 100);
  return `${cents > 0 ? "+" : "−"}${amount}`;
}

const dollars = (usd: number): string => `$${Math.round(usd).toLocaleString("en-US")}`;
