import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BuildOptions } from "esbuild";
import type { ClientAsset } from "../../components/cdn/client-asset";
import type { MetadataBounds } from "./metadata-cache";
import type { OfflineConfig } from "./offline-worker";

/** Paths in the output are relative to this, so that the bytes are the same on every machine. */
const PROJECT = join(__dirname, "..", "..");

const HTML = "text/html; charset=utf-8";
const JAVASCRIPT = "text/javascript; charset=utf-8";

/** What a client is made of. */
export interface ClientSources {
  /** TypeScript files, relative to the project, by the name by which pages load them: `app` is `/app.js`. */
  readonly scripts: Readonly<Record<string, string>>;
  /** Text of pages by key, e.g. `index.html`. */
  readonly pages: Readonly<Record<string, string>>;
  /** Key of the page that is shown instead of those that were not kept. */
  readonly offlinePage: string;
  /** Paths of the API below which answers may be kept: they must be the same for everybody. */
  readonly metadataPrefixes: readonly string[];
  readonly metadata: MetadataBounds;
}

/** The platform's own client. */
export function platformClient(): ClientSources {
  const page = (name: string) => readFileSync(join(__dirname, name), "utf8");
  return {
    scripts: { app: "runtime/client/app.ts" },
    pages: { "index.html": page("index.html"), "offline.html": page("offline.html") },
    offlinePage: "offline.html",
    metadataPrefixes: ["/api/catalog/titles/"],
    metadata: { maxEntries: 200, maxAgeSeconds: 7 * 86_400, freshSeconds: 60 },
  };
}

let platform: readonly ClientAsset[] | undefined;

/**
 * Files of the client as the CDN takes them; the same sources give the same bytes. Those of the platform's own client are built once.
 * @throws when a script cannot be built, or a page names a script that is not there.
 */
export function clientAssets(sources?: ClientSources): readonly ClientAsset[] {
  if (sources !== undefined) return built(sources);
  platform ??= built(platformClient());
  return platform;
}

function built(sources: ClientSources): readonly ClientAsset[] {
  const scripts = Object.entries(sources.scripts).map(([name, entry]) => {
    const content = bundled(entry, { format: "esm" });
    return {
      name,
      asset: { key: `${name}.${hashOf(content)}.js`, content, contentType: JAVASCRIPT, kind: "hashed" } as const,
    };
  });
  const keys = new Map(scripts.map(({ name, asset }) => [`/${name}.js`, `/${asset.key}`]));
  const pages = Object.entries(sources.pages).map(
    ([key, text]) => ({ key, content: linked(key, text, keys), contentType: HTML, kind: "page" }) as const,
  );
  const files = [...scripts.map(({ asset }) => asset), ...pages];
  return [...files, serviceWorker(sources, files)];
}

/** Its version is the hash of everything, itself included: browsers look for a new one by its bytes. */
function serviceWorker(sources: ClientSources, files: readonly ClientAsset[]): ClientAsset {
  const { offlinePage, metadataPrefixes, metadata } = sources;
  const pages = files.filter(({ kind, key }) => kind === "page" && key !== offlinePage);
  const config = (version: string): OfflineConfig => ({
    shell: {
      version,
      assets: files.filter(({ kind }) => kind === "hashed").map(({ key }) => `/${key}`),
      pages: pages.map(({ key }) => `/${key}`.replace(/\/index\.html$/, "/")),
      offlinePage: `/${offlinePage}`,
    },
    metadataPrefixes,
    metadata,
  });
  const source = (version: string) =>
    bundled("runtime/client/sw.ts", { format: "iife", define: { P95_OFFLINE: JSON.stringify(config(version)) } });
  const version = hashOf(JSON.stringify([source("none"), ...files.map(({ key, content }) => [key, content])]));
  return { key: "sw.js", content: source(version), contentType: JAVASCRIPT, kind: "service-worker" };
}

/** The page with hashed names in place of plain ones. */
function linked(page: string, text: string, keys: ReadonlyMap<string, string>): string {
  return text.replace(/(<script\b[^>]*\bsrc=")(\/[^"]+)(")/g, (_, before: string, path: string, after: string) => {
    const key = keys.get(path);
    if (key === undefined) throw new Error(`${page} loads ${path}, but the scripts are ${[...keys.keys()].join(", ")}`);
    return `${before}${key}${after}`;
  });
}

const hashOf = (content: string): string => createHash("sha256").update(content).digest("hex").slice(0, 16);

function bundled(entry: string, options: BuildOptions): string {
  const { buildSync } = require("esbuild") as typeof import("esbuild"); // here, so that a stack without a client does not load it
  const { outputFiles } = buildSync({
    absWorkingDir: PROJECT,
    entryPoints: [entry],
    bundle: true,
    write: false,
    minify: true,
    platform: "browser",
    target: "es2022",
    charset: "utf8",
    legalComments: "none",
    logLevel: "silent", // a failure is thrown with all its messages
    tsconfigRaw: "{}", // the output depends on nothing but what is said here and the files
    ...options,
  });
  return outputFiles![0]!.text;
}
