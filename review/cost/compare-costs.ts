import type { Redactor } from "../engine/redaction";
import { exactly, type FixedCosts, type Range, sum, type Unpriced } from "./estimate";
import type { UsageCost } from "./usage";

/** Monthly costs of one stack. */
export interface StackCosts {
  readonly fixed: FixedCosts;
  readonly usage: readonly UsageCost[];
}

/** What one part of the platform costs in one region, before and after. Unit: US dollars per month. */
export interface CostLine {
  readonly component: string;
  readonly region: string;
  readonly base: Range;
  readonly head: Range;
  /** Of that by declared use, in both. */
  readonly baseUsage: number;
  readonly headUsage: number;
}

export interface CostComparison {
  readonly base: Range;
  readonly head: Range;
  /** The most changed first. */
  readonly lines: readonly CostLine[];
  /** Of the head: what costs, and nobody knows how much. */
  readonly unpriced: readonly Unpriced[];
  /** The oldest and the newest price used, `YYYY-MM-DD` or a part of it. */
  readonly priceDates: { readonly oldest: string; readonly newest: string } | undefined;
  /** Prices of the head without a source. */
  readonly unverified: readonly string[];
}

/** Base against head, by component and region. A side without the stack costs nothing. */
export function compareCosts(base: StackCosts | undefined, head: StackCosts | undefined): CostComparison {
  const keys = new Map<string, { component: string; region: string }>();
  for (const { component, region } of [...entriesOf(base), ...entriesOf(head)]) {
    keys.set(JSON.stringify([component, region]), { component, region });
  }
  const lines = [...keys.values()].map(({ component, region }): CostLine => {
    const [before, after] = [base, head].map((side) => partOf(side, component, region)) as [Part, Part];
    return { component, region, base: before.all, head: after.all, baseUsage: before.usage, headUsage: after.usage };
  });
  const change = (line: CostLine) => Math.round(Math.abs(line.head.expected - line.base.expected) * 100); // cents: sums carry dust
  lines.sort((a, b) => change(b) - change(a) || order(`${a.component} ${a.region}`, `${b.component} ${b.region}`));
  const used = [...(head?.fixed.items ?? []), ...(head?.usage ?? [])];
  const dates = used
    .map(({ priceDate }) => priceDate)
    .filter((date) => date !== "")
    .sort();
  return {
    base: sum(lines.map((line) => line.base)),
    head: sum(lines.map((line) => line.head)),
    lines,
    unpriced: head?.fixed.unpriced ?? [],
    priceDates: dates.length === 0 ? undefined : { oldest: dates[0] as string, newest: dates.at(-1) as string },
    unverified: [
      ...new Set(used.filter(({ verified }) => !verified).map(({ item, region }) => `${item} in ${region}`)),
    ].sort(),
  };
}

/** The same for a reader: nothing in it quotes a secret. */
export function shownCosts(costs: CostComparison, redactor: Redactor): CostComparison {
  const text = (each: string) => redactor.text(each);
  const placed = <Item extends { component: string; region: string }>(each: Item) => ({
    ...each,
    component: text(each.component),
    region: text(each.region),
  });
  const unpriced = costs.unpriced.map((each) => ({
    ...placed(each),
    urn: redactor.urn(each.urn),
    name: text(each.name),
    item: text(each.item),
    why: text(each.why),
  }));
  return { ...costs, lines: costs.lines.map(placed), unpriced, unverified: costs.unverified.map(text) };
}

interface Part {
  readonly all: Range;
  readonly usage: number;
}

function entriesOf(side: StackCosts | undefined): { component: string; region: string }[] {
  return side === undefined ? [] : [...side.fixed.items, ...side.usage];
}

function partOf(side: StackCosts | undefined, component: string, region: string): Part {
  const here = <T extends { component: string; region: string }>(entries: readonly T[] = []) =>
    entries.filter((each) => each.component === component && each.region === region);
  const usage = here(side?.usage).reduce((total, { monthly }) => total + monthly, 0);
  return { all: sum([...here(side?.fixed.items).map(({ monthly }) => monthly), exactly(usage)]), usage };
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
