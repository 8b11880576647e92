import type { CtyType } from "./cty";

/** An argument or result of a resource. */
export interface Attribute {
  readonly name: string;
  readonly type: CtyType;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  /** Sent to the provider, never kept in the state. */
  readonly writeOnly: boolean;
}

/** How often a nested block may stand: `LIST` and `SET` several times unless `maxItems` says otherwise (0: no limit). */
export interface NestedBlock {
  readonly name: string;
  readonly nesting: "SINGLE" | "LIST" | "SET" | "MAP" | "GROUP";
  readonly block: Block;
  readonly minItems: number;
  readonly maxItems: number;
}

/** What a resource, or a block inside one, consists of, by Terraform's names. */
export interface Block {
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly blocks: ReadonlyMap<string, NestedBlock>;
}

/** Blocks as they come over the wire. */
export interface WireBlock {
  readonly attributes: readonly (Omit<Attribute, "type" | "writeOnly"> & {
    readonly type: Uint8Array;
    readonly write_only: boolean;
  })[];
  readonly block_types: readonly {
    readonly type_name: string;
    readonly nesting: NestedBlock["nesting"];
    readonly block: WireBlock;
    readonly min_items: string;
    readonly max_items: string;
  }[];
}

/** A block of the wire, with its types read. */
export function readBlock(wire: WireBlock): Block {
  const attributes = wire.attributes.map(
    ({ name, type, required, optional, computed, write_only }): [string, Attribute] => [
      name,
      {
        name,
        type: JSON.parse(Buffer.from(type).toString("utf8")),
        required,
        optional,
        computed,
        writeOnly: write_only,
      },
    ],
  );
  const blocks = wire.block_types.map((nested): [string, NestedBlock] => [
    nested.type_name,
    {
      name: nested.type_name,
      nesting: nested.nesting,
      block: readBlock(nested.block),
      minItems: Number(nested.min_items),
      maxItems: Number(nested.max_items),
    },
  ]);
  return { attributes: new Map(attributes), blocks: new Map(blocks) };
}

/** Whether a program may set the attribute. */
export const isSettable = ({ required, optional }: Attribute): boolean => required || optional;
