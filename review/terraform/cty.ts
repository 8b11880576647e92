/**
 * Terraform's values ("cty") and types, as far as a provider's protocol shows them.
 * Source: https://github.com/zclconf/go-cty/blob/main/docs/types.md
 */

/** Stands for a value that is not known before the cloud has answered. */
export const UNKNOWN_VALUE = Symbol("unknown");

export type CtyValue =
  | null
  | boolean
  | number
  | string
  | typeof UNKNOWN_VALUE
  | readonly CtyValue[]
  | { readonly [name: string]: CtyValue };

export interface CtyObject {
  [name: string]: CtyValue;
}

/** Types as their JSON spells them. */
export type CtyType =
  | "string"
  | "number"
  | "bool"
  | "dynamic"
  | readonly ["list" | "set" | "map", CtyType]
  | readonly ["object", Readonly<Record<string, CtyType>>]
  | readonly ["tuple", readonly CtyType[]];

export function isCtyObject(value: CtyValue | undefined): value is { readonly [name: string]: CtyValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The type of the elements of a list, set or map; otherwise `undefined`. */
export function elementType(type: CtyType): CtyType | undefined {
  return Array.isArray(type) && (type[0] === "list" || type[0] === "set" || type[0] === "map")
    ? (type[1] as CtyType)
    : undefined;
}

/** The types of an object's fields; otherwise `undefined`. */
export function fieldTypes(type: CtyType): Readonly<Record<string, CtyType>> | undefined {
  return Array.isArray(type) && type[0] === "object" ? (type[1] as Record<string, CtyType>) : undefined;
}

export const isSequence = (type: CtyType): boolean => Array.isArray(type) && (type[0] === "list" || type[0] === "set");
