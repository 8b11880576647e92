import type { CtyType } from "../../../review/terraform/cty";
import type { Attribute, Block, NestedBlock } from "../../../review/terraform/schema";

/** An argument that may be set, unless `traits` says otherwise. */
export function argument(name: string, type: CtyType, traits: Partial<Attribute> = {}): Attribute {
  return { name, type, required: false, optional: true, computed: false, writeOnly: false, ...traits };
}

export function nested(name: string, nesting: NestedBlock["nesting"], block: Block, maxItems = 0): NestedBlock {
  return { name, nesting, block, minItems: 0, maxItems };
}

export function block(...parts: readonly (Attribute | NestedBlock)[]): Block {
  const attributes = parts.flatMap((part) => ("type" in part ? [[part.name, part] as const] : []));
  const blocks = parts.flatMap((part) => ("type" in part ? [] : [[part.name, part] as const]));
  return { attributes: new Map(attributes), blocks: new Map(blocks) };
}
