import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One price of AWS, as of a day. */
export interface Price {
  readonly service: string;
  /** What is paid for, e.g. `gateway hour`. */
  readonly item: string;
  /** E.g. `hour`, `GB-month`. */
  readonly unit: string;
  /** A region, `global`, or `edge:<area>` of CloudFront. */
  readonly region: string;
  /** US dollars for one unit, on demand, without taxes and discounts. */
  readonly usd: number;
  /** `YYYY-MM-DD` or a part of it; empty where the source has none. */
  readonly date: string;
  /** Where it was read. */
  readonly source: string;
  /** `false` where no source was found: from memory, or scaled from another region. */
  readonly verified: boolean;
}

/** Hours that a month is billed as. Source: https://calculator.aws */
export const HOURS_PER_MONTH = 730;

type Row = [string, string, string, string, number, string, number, "fixed" | "usage"];

/** Prices that ship with p95. */
export class Prices {
  readonly #byKey = new Map<string, Price>();

  constructor(sources: readonly string[], rows: readonly Row[]) {
    for (const [service, item, unit, region, usd, date, source] of rows) {
      const from = sources[source] ?? "unverified";
      this.#byKey.set(key(service, item, region), {
        ...{ service, item, unit, region, usd, date, source: from, verified: from !== "unverified" },
      });
    }
  }

  static load(): Prices {
    const { sources, prices } = JSON.parse(readFileSync(join(__dirname, "price-table.json"), "utf8"));
    return new Prices(sources, prices);
  }

  /** The price in a region, or the one that is the same everywhere; `undefined` where nobody has written it down. */
  find(service: string, item: string, region: string): Price | undefined {
    return this.#byKey.get(key(service, item, region)) ?? this.#byKey.get(key(service, item, "global"));
  }

  /**
   * What a quantity of something costs that gets cheaper by the amount: `item` is what the tiers have in common, e.g.
   * `EC2 out to internet` of `EC2 out to internet first 10TB`, `... next 40TB`. Unit: GB.
   */
  tiers(service: string, item: string, region: string): Tier[] {
    return [...this.#byKey.values()]
      .filter((price) => price.service === service && price.region === region && price.item.startsWith(`${item} `))
      .flatMap((price) => {
        const match = /^(first|next|over) ?(\d+)(TB|PB)\b/.exec(price.item.slice(item.length + 1));
        if (match === null) return [];
        const gigabytes = Number(match[2]) * (match[3] === "PB" ? 1_000_000 : 1_000);
        return [{ order: ["first", "next", "over"].indexOf(match[1] as string), gigabytes, price }];
      })
      .sort((a, b) => a.order - b.order || b.price.usd - a.price.usd)
      .map(({ order, gigabytes, price }) => ({ price, gigabytes: order === 2 ? Number.POSITIVE_INFINITY : gigabytes }));
  }
}

export interface Tier {
  readonly price: Price;
  /** How much of the amount is paid at this price. */
  readonly gigabytes: number;
}

const key = (service: string, item: string, region: string) => JSON.stringify([service, item, region]);
