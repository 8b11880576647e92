import type { ResourceState } from "../engine/resource-state";
import { isProviderType, packageOf } from "../engine/urn";
import { regionOf } from "../summary";
import { demandOf } from "./demand";
import { isFree } from "./free-types";
import type { Prices } from "./prices";
import { Stack } from "./stack";

/** An amount that autoscaling may move. `expected` is what is declared, or what a replay of the traffic says. */
export interface Range {
  readonly min: number;
  readonly expected: number;
  readonly max: number;
}

/** One thing that is paid for each month, whether or not anybody uses it. */
export interface CostItem {
  readonly urn: string;
  readonly name: string;
  /** The part of the platform that it belongs to, e.g. `database`. */
  readonly component: string;
  readonly region: string;
  /** E.g. `NAT gateway: gateway hour`. */
  readonly item: string;
  readonly unit: string;
  /** Units per month. */
  readonly quantity: Range;
  /** US dollars per unit. */
  readonly usd: number;
  readonly priceDate: string;
  readonly verified: boolean;
  /** US dollars per month. */
  readonly monthly: Range;
}

/** Something that costs, and nobody knows how much. */
export interface Unpriced {
  readonly urn: string;
  readonly name: string;
  readonly component: string;
  readonly region: string;
  readonly item: string;
  readonly why: string;
}

/** What the resources of a stack cost each month before anybody uses them. */
export interface FixedCosts {
  readonly items: readonly CostItem[];
  readonly unpriced: readonly Unpriced[];
}

/** What a resource takes of one thing that has a price. */
export interface Demand {
  readonly service: string;
  readonly item: string;
  /** Units per month. */
  readonly quantity: Range;
  /** @default the resource's own */
  readonly region?: string;
}

export const exactly = (amount: number): Range => ({ min: amount, expected: amount, max: amount });

export function times({ min, expected, max }: Range, factor: number): Range {
  return { min: min * factor, expected: expected * factor, max: max * factor };
}

export function sum(ranges: readonly Range[]): Range {
  return ranges.reduce(
    (total, { min, expected, max }) => ({
      min: total.min + min,
      expected: total.expected + expected,
      max: total.max + max,
    }),
    exactly(0),
  );
}

/** Fixed costs of everything in a stack. What has no price is listed, never counted as nothing. */
export function estimateFixed(states: readonly ResourceState[], prices: Prices): FixedCosts {
  const stack = new Stack(states);
  const items: CostItem[] = [];
  const unpriced: Unpriced[] = [];
  for (const state of [...states].sort((a, b) => (a.urn < b.urn ? -1 : 1))) {
    if (!state.custom || state.external || isProviderType(state.type) || packageOf(state.type) !== "aws") continue;
    const { urn, name, type } = state;
    const at = { urn, name, component: stack.componentOf(state), region: regionOf(state) ?? "global" };
    const demands = demandOf(state, stack);
    if (demands === undefined && !isFree(type))
      unpriced.push({ ...at, item: type, why: "p95 does not know what it costs" });
    for (const demand of demands ?? []) {
      if ("why" in demand) {
        unpriced.push({ ...at, ...demand });
        continue;
      }
      const price = prices.find(demand.service, demand.item, demand.region ?? at.region);
      const item = `${demand.service}: ${demand.item}`;
      if (price === undefined) unpriced.push({ ...at, item, why: `no price is written down for ${at.region}` });
      else {
        const { unit, usd, date, verified } = price;
        const monthly = times(demand.quantity, usd);
        items.push({ ...at, item, unit, quantity: demand.quantity, usd, priceDate: date, verified, monthly });
      }
    }
  }
  return { items, unpriced };
}
