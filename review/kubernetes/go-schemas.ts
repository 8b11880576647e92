import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mapSchema, mapValues, referenced, referenceTo, type Schema, type SchemaFile } from "./schema";
import { GENERATOR_MODULES, type GoSource } from "./schema-sources";

/** Builds the generator below `directory`. @returns the path of its binary. */
export function buildGenerator(directory: string): string {
  const binary = join(directory, "schema-generator.bin");
  goModule(join(directory, "schema-generator"), GENERATOR_MODULES, (inside) => {
    copyFileSync(join(__dirname, "schema-generator/main.go"), join(inside, "main.go"));
  });
  go(join(directory, "schema-generator"), "build", "-o", binary, ".");
  return binary;
}

/** Schemas of all kinds of a Go source. */
export function goSchemas(source: GoSource, generator: string, directory: string): SchemaFile {
  const inside = join(directory, source.file);
  goModule(inside, source.modules, () => {
    const imports = Object.keys(source.packages).map((path) => `import _ "${path}"`);
    writeFileSync(join(inside, "types.go"), ["package types", ...imports, ""].join("\n"));
  });
  const packages = Object.entries(source.packages);
  const types = packages.flatMap(([path, { kinds }]) => kinds.map((kind) => `${path}.${kind}`));
  const args = [...(source.enumerations ? ["-enums"] : []), ...types];
  const printed = execFileSync(generator, args, { cwd: inside, encoding: "utf8", maxBuffer: 2 ** 28 });
  const kinds = packages.flatMap(([path, { apiVersion, kinds }]) =>
    kinds.map((kind) => [`${apiVersion} ${kind}`, shortName(`${path}.${kind}`)]),
  );
  const definitions = readDefinitions(JSON.parse(printed) as Record<string, Schema>);
  return {
    sources: source.modules,
    licence: source.licence,
    kinds: Object.fromEntries(kinds),
    definitions,
  };
}

/** A module below `directory` that needs `modules`. */
function goModule(directory: string, modules: readonly string[], addFiles: (directory: string) => void): void {
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "go.mod"), "module schemas\n\ngo 1.24.0\n");
  go(directory, "get", ...modules);
  addFiles(directory);
  go(directory, "mod", "tidy");
}

function go(cwd: string, ...args: readonly string[]): void {
  execFileSync("go", args, {
    cwd,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, GOFLAGS: "-mod=mod" },
  });
}

/** Definitions as the generator printed them: with names that a person can read, and embedded structs merged into their owners. */
export function readDefinitions(printed: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const named = Object.entries(printed).map(([type, schema]): [string, Schema] => {
    const path = type.slice(0, type.lastIndexOf("."));
    return [shortName(type), mapSchema(schema, (each) => withShortReference(each, path))];
  });
  const byName = Object.fromEntries(named);
  return mapValues(byName, (schema) => mapSchema(schema, (each) => withEmbedded(each, byName)));
}

/** `#/definitions/k8s.io~1api~1core~1v1~0Pod`, or only `#/definitions/Pod` inside the package. */
function withShortReference(schema: Schema, path: string): Schema {
  const name = referenced(schema);
  if (name === undefined) return schema;
  const [type = "", owner = path] = name.split("~0").reverse();
  return { ...schema, ...referenceTo(shortName(`${owner.replaceAll("~1", "/")}.${type}`)) };
}

/** Go embeds a struct into another as `allOf`. A strict reader needs all fields in one place. */
function withEmbedded(schema: Schema, byName: Readonly<Record<string, Schema>>): Schema {
  const { allOf, ...own } = schema;
  if (allOf === undefined || own.type !== "object" || allOf.some((each) => referenced(each) === undefined))
    return schema;
  const embedded = allOf.map((each) => withEmbedded(resolved(each, byName), byName));
  const properties = Object.assign({}, ...embedded.map((each) => each.properties), own.properties);
  const required = [...new Set([...embedded.flatMap((each) => each.required ?? []), ...(own.required ?? [])])];
  return { ...own, properties, ...(required.length === 0 ? {} : { required }) };
}

/** One Go type may be declared as another. */
function resolved(schema: Schema, byName: Readonly<Record<string, Schema>>): Schema {
  const name = referenced(schema);
  return name === undefined ? schema : resolved(byName[name]!, byName);
}

/** Places of API types, which tell a reader nothing. */
const PLACES = [/^k8s\.io\/apimachinery\/pkg\/(apis\/)?/, /^k8s\.io\/api\//, /^.*\/pkg\/apis\//, /^.*\/v2\/apis\//];

/** `k8s.io/api/core/v1.Pod` is `core.v1.Pod`. */
function shortName(type: string): string {
  return PLACES.reduce((name, place) => name.replace(place, ""), type).replaceAll("/", ".");
}
