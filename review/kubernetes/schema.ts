/**
 * The part of JSON Schema that Kubernetes uses.
 * Source: https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema
 */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly nullable?: boolean;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly not?: Schema;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly [keyword: string]: unknown;
}

/** One file below `schemas/`. */
export interface SchemaFile {
  /** Where it was made from, e.g. `k8s.io/api@v0.34.4`. */
  readonly sources: readonly string[];
  readonly licence: string;
  /** Name of the definition of each kind, by `<apiVersion> <kind>`. */
  readonly kinds: Readonly<Record<string, string>>;
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** A copy of `schema` with `change` applied to every schema inside, innermost first. */
export function mapSchema(schema: Schema, change: (schema: Schema) => Schema): Schema {
  const inside = (each: Schema) => mapSchema(each, change);
  const all = (each: readonly Schema[] | undefined) => each?.map(inside);
  const { properties, additionalProperties, items, allOf, anyOf, oneOf, not } = schema;
  const parts = {
    properties: properties && mapValues(properties, inside),
    additionalProperties:
      typeof additionalProperties === "object" ? inside(additionalProperties) : additionalProperties,
    items: items && inside(items),
    allOf: all(allOf),
    anyOf: all(anyOf),
    oneOf: all(oneOf),
    not: not && inside(not),
  };
  const present = Object.entries(parts).filter(([, value]) => value !== undefined);
  return change({ ...schema, ...Object.fromEntries(present) });
}

export function mapValues<A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}

const REFERENCE = "#/definitions/";

export const referenceTo = (definition: string): Schema => ({ $ref: `${REFERENCE}${definition}` });

/** Name of the definition that a schema points to. */
export function referenced({ $ref }: Schema): string | undefined {
  return $ref?.startsWith(REFERENCE) ? $ref.slice(REFERENCE.length) : undefined;
}
