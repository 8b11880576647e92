/**
 * Makes `schemas/*.json` and the CRDs in `components/ingress/crds` again:
 * `node --require sucrase/register/ts review/kubernetes/generate-schemas.ts`.
 * Needs Go and Cargo with their registries ($GOPROXY, Cargo's own configuration).
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crateSchemas } from "./crate-schemas";
import { buildGenerator, goSchemas } from "./go-schemas";
import { ingressCrds } from "./ingress-crds";
import { mapSchema, mapValues, referenced, type Schema, type SchemaFile } from "./schema";
import { CRATE_SOURCES, GO_SOURCES } from "./schema-sources";

const FOLDER = join(__dirname, "schemas");
const CRD_FOLDER = join(__dirname, "../../components/ingress/crds");

function main(): void {
  const scratch = mkdtempSync(join(tmpdir(), "p95-schemas-"));
  try {
    mkdirSync(FOLDER, { recursive: true });
    const generator = buildGenerator(scratch);
    for (const source of GO_SOURCES) write(source.file, goSchemas(source, generator, scratch));
    for (const source of CRATE_SOURCES) write(source.file, crateSchemas(source, scratch));
    const nginx = JSON.parse(readFileSync(join(FOLDER, "nginx-ingress.json"), "utf8")) as SchemaFile;
    for (const [file, crd] of Object.entries(ingressCrds(nginx))) {
      writeFileSync(join(CRD_FOLDER, file), `${JSON.stringify(crd, null, 2)}\n`);
    }
    execFileSync("npx", ["biome", "format", "--write", FOLDER, CRD_FOLDER], { stdio: "inherit" });
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function write(file: string, { sources, licence, kinds, definitions }: SchemaFile): void {
  const roots = Object.values(kinds);
  const lean = mapValues(definitions, (schema) => mapSchema(schema, lessened));
  for (const root of roots) lean[root] = withoutStatus(lean[root]!);
  const needed = reachable(roots, lean);
  const kept = [...needed].sort().map((name): [string, Schema] => [name, lean[name]!]);
  const lines = kept.map(([name, schema]) => `    ${JSON.stringify(name)}: ${JSON.stringify(sorted(schema))}`);
  const head = { sources, licence, kinds: Object.fromEntries(Object.entries(kinds).sort()) };
  const text = JSON.stringify(head, null, 2).replace(/\n\}$/, `,\n  "definitions": {\n${lines.join(",\n")}\n  }\n}\n`);
  writeFileSync(join(FOLDER, `${file}.json`), text);
}

/** Keywords that say nothing about what is valid, or say it in a language that only the API server speaks (CEL). */
const LEFT_OUT = new Set([
  ...["description", "title", "example", "externalDocs", "default", "x-kubernetes-validations"],
  ...["x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-map-type"],
]);

/** Fields with a default need not be given: the API server fills them in before it validates. */
function lessened(schema: Schema): Schema {
  const entries = Object.entries(schema).filter(([keyword]) => !LEFT_OUT.has(keyword) || keyword === "default");
  const { required, ...rest } = Object.fromEntries(entries) as Schema;
  const needed = required?.filter((name) => schema.properties?.[name]?.default === undefined) ?? [];
  const properties = rest.properties && mapValues(rest.properties, ({ default: _, ...each }): Schema => each);
  return { ...rest, ...(properties && { properties }), ...(needed.length === 0 ? {} : { required: needed }) };
}

/** What a controller reports is never declared. */
function withoutStatus(schema: Schema): Schema {
  if (schema.properties?.status === undefined) return schema;
  const status: Schema = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return { ...schema, properties: { ...schema.properties, status } };
}

/** Names of all definitions that `roots` need. */
function reachable(roots: readonly string[], definitions: Readonly<Record<string, Schema>>): Set<string> {
  const found = new Set<string>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const schema = definitions[name];
    if (schema === undefined) throw new Error(`there is no definition of ${name}`);
    mapSchema(schema, (each) => {
      const next = referenced(each);
      if (next !== undefined) queue.push(next);
      return each;
    });
  }
  return found;
}

/** With keywords and fields in order, so that the same source gives the same bytes. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]));
}

main();
