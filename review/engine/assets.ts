import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, posix, resolve } from "node:path";
import { EngineError } from "./engine-error";
import { type TarEntry, tarChunks } from "./tar";
import { ARCHIVE, ASSET, isObject, mapProperties, SIGNATURE_KEY, signatureOf, type Value } from "./values";

/**
 * `value` with each asset and archive in it as Pulumi's engine records it: with the hash of its content, and without what the
 * SDK adds for itself. What lies behind a URL has no hash here, since nothing is fetched.
 * @param directory folder that relative paths count from.
 * @throws {EngineError} when a file cannot be read.
 * Source: https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/archive/archive.go (EnsureHash)
 */
export function withAssetHashes(value: Value, directory: string): Value {
  if (Array.isArray(value)) return value.map((each) => withAssetHashes(each, directory));
  if (!isObject(value)) return value;
  const signature = signatureOf(value);
  if (signature !== ASSET && signature !== ARCHIVE)
    return mapProperties(value, (each) => withAssetHashes(each, directory));
  const kind = signature === ASSET ? "asset" : "archive";
  try {
    const hash = kind === "asset" ? assetHash(value, directory) : archiveHash(value, directory);
    const fields = recorded(value, directory);
    return hash === undefined ? fields : { ...fields, hash };
  } catch (error) {
    throw new EngineError(`failed to compute ${kind} hash: ${(error as Error).message}`);
  }
}

type Marked = { readonly [key: string]: Value };

/** The fields that the engine knows, of an asset or archive and of those inside it, which have hashes of their own. */
function recorded(
  { [SIGNATURE_KEY]: signature, text, path, uri, assets }: Marked,
  directory: string,
): { [key: string]: Value } {
  const inside = isObject(assets) ? mapProperties(assets, (each) => withAssetHashes(each, directory)) : undefined;
  const fields = Object.entries({ text, path, uri, assets: inside }).filter(([, field]) => field && field !== "");
  return { [SIGNATURE_KEY]: signature as Value, ...(Object.fromEntries(fields) as Record<string, Value>) };
}

function assetHash(asset: Marked, directory: string): string | undefined {
  const content = contentOf(asset, directory);
  return content && hashOf([content]);
}

/** @returns the asset's bytes, `undefined` when they lie behind a URL. */
function contentOf({ text, path, uri }: Marked, directory: string): Buffer | undefined {
  if (typeof path === "string" && path !== "") {
    const file = resolve(directory, path);
    if (statSync(file).isDirectory()) throw new Error(`asset path '${file}' is a directory; try using an archive`);
    return readFileSync(file);
  }
  return typeof uri === "string" && uri !== "" ? undefined : Buffer.from(String(text ?? ""));
}

const PACKED = /\.(tar|tgz|tar\.gz|zip|jar)$/;

function archiveHash(archive: Marked, directory: string): string | undefined {
  const { path } = archive;
  if (typeof path === "string" && PACKED.test(path)) return hashOf([readFileSync(resolve(directory, path))]);
  if (!isReadable(archive)) return undefined;
  const seen = new Set<string>();
  const entries = function* (): Generator<TarEntry> {
    for (const { name, read } of membersOf(archive, directory)) {
      if (!seen.has(name)) yield { name, content: read() };
      seen.add(name);
    }
  };
  return hashOf(tarChunks(entries()));
}

/** Whether all that an archive consists of are files, folders and texts; what is packed would have to be unpacked first. */
function isReadable({ path, uri, assets }: Marked): boolean {
  if (typeof uri === "string" && uri !== "") return false;
  if (typeof path === "string" && path !== "") return !PACKED.test(path);
  return Object.values(isObject(assets) ? assets : {}).every(
    (each) => isObject(each) && (signatureOf(each) === ASSET ? !each.uri : isReadable(each)),
  );
}

interface Member {
  readonly name: string;
  read(): Buffer;
}

function* membersOf({ path, assets }: Marked, directory: string): Generator<Member> {
  if (typeof path === "string" && path !== "") {
    const root = resolve(directory, path);
    if (!statSync(root).isDirectory())
      throw new Error(`'${root}' is neither a recognized archive type nor a directory`);
    for (const name of filesBelow(root)) yield { name, read: () => readFileSync(join(root, name)) };
    return;
  }
  for (const [name, member] of Object.entries(assets ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (signatureOf(member) === ASSET) yield { name, read: () => contentOf(member, directory) as Buffer };
    else
      for (const { name: inside, read } of membersOf(member, directory)) yield { name: posix.join(name, inside), read };
  }
}

/** Files below a folder by their path in it, in order; links to folders are left out, as is Pulumi's own folder. */
function filesBelow(root: string, folder = ""): string[] {
  const entries = readdirSync(join(root, folder), { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.name === ".pulumi") return [];
    if (entry.isDirectory()) return filesBelow(root, path);
    return entry.isSymbolicLink() && statSync(join(root, path)).isDirectory() ? [] : [path];
  });
}

function hashOf(chunks: Iterable<Buffer>): string {
  const hash = createHash("sha256");
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest("hex");
}
