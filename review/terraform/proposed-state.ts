import { type CtyObject, type CtyValue, isCtyObject } from "./cty";
import type { Block } from "./schema";

/**
 * The state that a configuration asks for: what the cloud computes stays as it is, and what is write-only is never kept.
 * Source: https://github.com/hashicorp/terraform/blob/main/internal/plans/objchange/objchange.go (ProposedNew)
 */
export function proposedState(block: Block, prior: CtyObject | null, config: CtyObject): CtyObject {
  const state: Record<string, CtyValue> = { ...config };
  for (const { name, computed, writeOnly } of block.attributes.values()) {
    if (writeOnly) state[name] = null;
    else if (computed && config[name] === null) state[name] = prior?.[name] ?? null;
  }
  for (const { name, block: inner } of block.blocks.values()) {
    const value = config[name];
    const before = prior?.[name];
    const beforeAt = (i: number) => (Array.isArray(before) ? before[i] : undefined);
    const one = (each: CtyValue | undefined, old: CtyValue | undefined): CtyValue =>
      isCtyObject(each)
        ? proposedState(inner, isCtyObject(old) ? (old as CtyObject) : null, each as CtyObject)
        : (each ?? null);
    if (Array.isArray(value)) state[name] = value.map((each, i) => one(each, beforeAt(i)));
    else if (block.blocks.get(name)?.nesting !== "MAP") state[name] = one(value, before);
  }
  return state;
}
