import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { referenceTo, type Schema, type SchemaFile } from "./schema";
import type { CrateSource } from "./schema-sources";

/** Schemas of all kinds of a crate whose types kopium made from CRDs. Source: https://github.com/kube-rs/kopium */
export function crateSchemas(source: CrateSource, directory: string): SchemaFile {
  const folder = downloadCrate(source, join(directory, source.file));
  const kinds: Record<string, string> = {};
  const definitions: Record<string, Schema> = {};
  for (const module of source.modules) {
    const { apiVersion, kind, types } = readModule(readFileSync(join(folder, "src", `${module}.rs`), "utf8"));
    kinds[`${apiVersion} ${kind}`] = kind;
    const other = source.alsoServedAs?.[apiVersion];
    if (other !== undefined) kinds[`${other} ${kind}`] = kind;
    for (const [name, schema] of Object.entries(types)) {
      if (definitions[name] !== undefined) throw new Error(`two kinds have a type ${name}`);
      const added = source.addedLater?.[name];
      definitions[name] = added === undefined ? schema : { ...schema, properties: { ...schema.properties, ...added } };
    }
  }
  return { sources: [`${source.crate}@${source.version}`], licence: source.licence, kinds, definitions };
}

/** @returns the folder of the crate's source. */
function downloadCrate({ crate, version }: CrateSource, directory: string): string {
  mkdirSync(join(directory, "src"), { recursive: true });
  writeFileSync(join(directory, "src/lib.rs"), "");
  const manifest = `[package]\nname = "schemas"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n${crate} = "=${version}"\n`;
  writeFileSync(join(directory, "Cargo.toml"), manifest);
  const args = ["metadata", "--format-version", "1"];
  const printed = execFileSync("cargo", args, { cwd: directory, encoding: "utf8", maxBuffer: 2 ** 28 });
  const { packages } = JSON.parse(printed) as { packages: { name: string; manifest_path: string }[] };
  return dirname(packages.find(({ name }) => name === crate)!.manifest_path);
}

/** Reads the types of one kind. Only what kopium writes is understood; anything else is an error. */
export function readModule(rust: string): { apiVersion: string; kind: string; types: Record<string, Schema> } {
  const [, group, version, kind] = rust.match(/group = "([^"]+)", version = "([^"]+)", kind = "([^"]+)"/) ?? [];
  if (group === undefined || version === undefined || kind === undefined)
    throw new Error("there is no kind in this module");
  const types: Record<string, Schema> = {};
  for (const [, what, name, body] of rust.matchAll(/^pub (struct|enum) (\w+) \{\n(.*?)^\}/gms)) {
    types[name!] = what === "enum" ? enumSchema(body!) : structSchema(body!);
  }
  const root: Schema = {
    type: "object",
    required: ["spec"],
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: { type: "object" },
      spec: referenceTo(`${kind}Spec`),
      status: { type: "object" },
    },
  };
  return { apiVersion: `${group}/${version}`, kind, types: { ...types, [kind]: root } };
}

function structSchema(body: string): Schema {
  const properties: Record<string, Schema> = {};
  const required: string[] = [];
  for (const [, attributes = "", rustName = "", type = ""] of body.matchAll(
    /((?:^ {4}(?:#|\/\/\/).*\n)*)^ {4}pub (\w+|r#\w+): (.+),$/gm,
  )) {
    const name = /rename = "([^"]+)"/.exec(attributes)?.[1] ?? rustName.replace(/^r#/, "");
    const inner = /^Option<(.+)>$/.exec(type)?.[1];
    properties[name] = typeSchema(inner ?? type);
    if (inner === undefined) required.push(name);
  }
  return { type: "object", properties, ...(required.length === 0 ? {} : { required }) };
}

function enumSchema(body: string): Schema {
  const variants = [...body.matchAll(/((?:^ {4}(?:#|\/\/\/).*\n)*)^ {4}(\w+),$/gm)];
  const values = variants.map(([, attributes = "", name = ""]) => /rename = "([^"]*)"/.exec(attributes)?.[1] ?? name);
  return { type: "string", enum: values };
}

const SCALARS: Readonly<Record<string, Schema>> = {
  String: { type: "string" },
  bool: { type: "boolean" },
  i32: { type: "integer", format: "int32" },
  i64: { type: "integer", format: "int64" },
  f64: { type: "number" },
  IntOrString: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
  Condition: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
};

function typeSchema(type: string): Schema {
  const list = /^Vec<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) return { type: "array", items: typeSchema(list) };
  const map = /^BTreeMap<String, (.+)>$/.exec(type)?.[1];
  if (map !== undefined) return { type: "object", additionalProperties: typeSchema(map) };
  if (/^[A-Z]\w*$/.test(type) && SCALARS[type] === undefined) return referenceTo(type);
  const scalar = SCALARS[type];
  if (scalar === undefined) throw new Error(`there is no schema for the type ${type}`);
  return scalar;
}
