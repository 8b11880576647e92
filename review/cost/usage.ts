import { existsSync } from "node:fs";
import { join } from "node:path";
import { readJsonFile } from "../engine/json-file";
import { SettingsError } from "../engine/settings-error";
import type { Price, Prices } from "./prices";

/** How much of something a stack is said to use each month. */
export interface DeclaredUse {
  /** The part of the platform that it counts for, e.g. `cdn`. */
  readonly component: string;
  readonly service: string;
  /** An item of the price table, or what the tiers of one have in common. */
  readonly item: string;
  readonly region: string;
  /** Units of the price per month; of tiers GB. */
  readonly quantity: number;
  /** Where the number comes from. */
  readonly because: string;
}

/** What a declared use costs each month. */
export interface UsageCost {
  readonly component: string;
  readonly region: string;
  readonly item: string;
  readonly unit: string;
  readonly quantity: number;
  /** US dollars per month. */
  readonly monthly: number;
  readonly priceDate: string;
  readonly verified: boolean;
  readonly because: string;
}

const FIELDS = ["component", "service", "item", "region", "quantity", "because"] as const;

/** File of a stack's declared use, beside its configuration file. */
export const usageFile = (stack: string): string => `usage.${stack}.json`;

/** What a stack is said to use; nothing where there is no such file. @throws {SettingsError} naming each field that is wrong. */
export function readUsage(directory: string, stack: string, prices: Prices): DeclaredUse[] {
  const file = join(directory, usageFile(stack));
  if (!existsSync(file)) return [];
  const content = readJsonFile(file);
  if (!Array.isArray(content)) throw new SettingsError(`Cannot read ${file}`, ["must be a list of uses"]);
  const problems = content.flatMap((entry, i) => useProblems(entry, i, prices));
  if (problems.length > 0) throw new SettingsError(`Cannot read ${file}`, problems);
  return content as DeclaredUse[];
}

function useProblems(entry: unknown, i: number, prices: Prices): string[] {
  if (typeof entry !== "object" || entry === null) return [`[${i}]: must be an object`];
  const given = entry as Record<(typeof FIELDS)[number], unknown>;
  const shown = (value: unknown) => JSON.stringify(value) ?? "nothing";
  const wrong = [
    ...Object.keys(given)
      .filter((field) => !(FIELDS as readonly string[]).includes(field))
      .map((field) => `[${i}].${field}: must be one of the fields ${FIELDS.join(", ")}`),
    ...FIELDS.filter((field) => field !== "quantity" && (typeof given[field] !== "string" || given[field] === "")).map(
      (field) => `[${i}].${field}: must be a text, got ${shown(given[field])}`,
    ),
    ...(typeof given.quantity === "number" && Number.isFinite(given.quantity) && given.quantity >= 0
      ? []
      : [`[${i}].quantity: must be a number of 0 or more units per month, got ${shown(given.quantity)}`]),
  ];
  if (wrong.length > 0) return wrong;
  const { service, item, region } = entry as DeclaredUse;
  const known = prices.find(service, item, region) !== undefined || prices.tiers(service, item, region).length > 0;
  return known ? [] : [`[${i}].item: must have a price in ${region}, got "${service}: ${item}"`];
}

/** Costs of what is declared. An amount with tiers is paid tier by tier. */
export function usageCosts(uses: readonly DeclaredUse[], prices: Prices): UsageCost[] {
  return uses.flatMap((use) => {
    const one = prices.find(use.service, use.item, use.region);
    if (one !== undefined) return [cost(use, one, use.quantity)];
    let left = use.quantity;
    return prices.tiers(use.service, use.item, use.region).flatMap(({ price, gigabytes }) => {
      const paid = Math.min(left, gigabytes);
      left -= paid;
      return paid > 0 ? [cost(use, price, paid)] : [];
    });
  });
}

function cost(use: DeclaredUse, price: Price, quantity: number): UsageCost {
  const { component, region, because, service } = use;
  const { unit, usd, date, verified } = price;
  const item = `${service}: ${price.item}`;
  return { component, region, item, unit, quantity, monthly: quantity * usd, priceDate: date, verified, because };
}
