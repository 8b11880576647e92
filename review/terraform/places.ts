import { emptyConfig } from "./convert";
import { type CtyObject, type CtyValue, isCtyObject, UNKNOWN_VALUE } from "./cty";
import { sample } from "./samples";
import type { Block } from "./schema";

/** A configuration with every required argument filled in, whatever it means. */
export function requiredConfig(block: Block): CtyObject {
  const config: Record<string, CtyValue> = { ...emptyConfig(block) };
  for (const { name, type, required } of block.attributes.values()) {
    if (required) config[name] = sample(name, type, 0);
  }
  for (const { name, nesting, minItems, block: inner } of block.blocks.values()) {
    if (minItems === 0) continue;
    const one = requiredConfig(inner);
    config[name] = nesting === "LIST" || nesting === "SET" ? [one] : one;
  }
  return config;
}

/** A real configuration as the state would hold it once the cloud has answered: nothing is unknown any more. */
export function knownConfig(config: CtyObject, block: Block): CtyObject {
  const known: Record<string, CtyValue> = { ...config };
  for (const { name, type } of block.attributes.values()) {
    known[name] = withoutUnknown(config[name] ?? null, () => sample(name, type, 0));
  }
  for (const { name, nesting, block: inner } of block.blocks.values()) {
    const one = (each: CtyValue): CtyValue => (isCtyObject(each) ? knownConfig(each as CtyObject, inner) : null);
    const value = config[name] ?? null;
    if (Array.isArray(value)) known[name] = value.map(one);
    else if (value === UNKNOWN_VALUE) known[name] = nesting === "LIST" || nesting === "SET" ? [] : null;
    else known[name] = nesting === "MAP" ? value : one(value);
  }
  return known;
}

function withoutUnknown(value: CtyValue, stand: () => CtyValue): CtyValue {
  if (value === UNKNOWN_VALUE) return stand();
  if (Array.isArray(value)) return value.map((each) => withoutUnknown(each, () => "p95-known"));
  if (!isCtyObject(value)) return value;
  const entries = Object.entries(value).map(([key, each]): [string, CtyValue] => [
    key,
    withoutUnknown(each as CtyValue, () => "p95-known"),
  ]);
  return Object.fromEntries(entries);
}

/**
 * `config` with `value` at `path`, whose last name is an argument or a block and all before it are blocks. Of a list of blocks the
 * first one counts; blocks that are missing on the way are made by `make`.
 */
export function withValue(
  config: CtyObject,
  block: Block,
  path: readonly string[],
  value: CtyValue,
  make: (block: Block) => CtyObject,
): CtyObject {
  const [name = "", ...rest] = path;
  if (rest.length === 0) return { ...config, [name]: value };
  const nested = block.blocks.get(name)!;
  const inside = (element: CtyValue | undefined) =>
    withValue(isCtyObject(element) ? (element as CtyObject) : make(nested.block), nested.block, rest, value, make);
  const current = config[name];
  if (nested.nesting === "LIST" || nested.nesting === "SET") {
    const elements = Array.isArray(current) ? current : [];
    return { ...config, [name]: [inside(elements[0]), ...elements.slice(1)] };
  }
  return { ...config, [name]: inside(current) };
}
