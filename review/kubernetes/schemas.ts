import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { mapSchema, mapValues, type Schema, type SchemaFile } from "./schema";

const FOLDER = join(__dirname, "schemas");

/** A file that defines kinds. */
export interface KindSchemas {
  /** Name of the file without its ending, which is also the id of the schema. */
  readonly id: string;
  readonly kinds: Readonly<Record<string, string>>;
  /** Definitions that refuse every field they do not name. */
  readonly strict: Readonly<Record<string, Schema>>;
}

let read: readonly KindSchemas[] | undefined;

/** All schemas that p95 ships, read once. */
export function kindSchemas(): readonly KindSchemas[] {
  read ??= readdirSync(FOLDER)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .map((file) => readSchemas(file.replace(/\.json$/, ""), readFileSync(join(FOLDER, file), "utf8")));
  return read;
}

function readSchemas(id: string, text: string): KindSchemas {
  const { kinds, definitions } = JSON.parse(text) as SchemaFile;
  return { id, kinds, strict: mapValues(definitions, (schema) => mapSchema(schema, closed)) };
}

/**
 * As strict field validation has it: an object with named fields has no others, unless its schema keeps what it does not know.
 * Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation
 */
export function closed(schema: Schema): Schema {
  if (schema["x-kubernetes-embedded-resource"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true) {
    return schema;
  }
  if (schema.properties === undefined || schema.additionalProperties !== undefined) return schema;
  return { ...schema, additionalProperties: false };
}
