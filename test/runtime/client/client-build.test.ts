import { createHash } from "node:crypto";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "@jest/globals";
import { clientAssetsProblems } from "../../../components/cdn/client-asset";
import { type ClientSources, clientAssets, platformClient } from "../../../runtime/client/client-build";
import { FakeCaches, FakeNetwork, ORIGIN } from "./fake-caches";

const sources = (changes: Partial<ClientSources> = {}) => clientAssets({ ...platformClient(), ...changes });
const keys = (assets = clientAssets()) => assets.map(({ key, kind }) => [kind, key.replace(/[0-9a-f]{16}/, "<hash>")]);
const contentOf = (key: string, assets = clientAssets()) => assets.find((asset) => asset.key === key)!.content;

describe("clientAssets", () => {
  it("are what the CDN takes: a hashed script, pages and their service worker", () => {
    expect(keys()).toEqual([
      ["hashed", "app.<hash>.js"],
      ["page", "index.html"],
      ["page", "offline.html"],
      ["service-worker", "sw.js"],
    ]);
    expect(clientAssetsProblems("assets", clientAssets())).toEqual([]);
  });

  it("have the same bytes each time", () => {
    expect(sources()).toEqual(clientAssets());
  });

  it("are named by their content, and pages load them by that name", () => {
    const app = clientAssets()[0]!;
    const hash = createHash("sha256").update(app.content).digest("hex").slice(0, 16);
    expect(app.key).toBe(`app.${hash}.js`);
    expect(contentOf("index.html").match(/src="[^"]*"/g)).toEqual([`src="/app.${hash}.js"`]);
  });

  it("keep to what the content security policy lets pages do: no script and no handler in the page", () => {
    for (const { key, content, kind } of clientAssets()) {
      if (kind === "page")
        expect([key, content.match(/<script(?![^>]*\bsrc=)|\son[a-z]+=|<style|\sstyle=/g)]).toEqual([key, null]);
    }
  });

  it("name nothing of the machine that built them", () => {
    for (const { key, content } of clientAssets()) expect([key, content.includes(process.cwd())]).toEqual([key, false]);
  });

  it.each<[string, Partial<ClientSources>]>([
    ["a script", { scripts: { app: "test/runtime/client/next-app.ts" } }],
    ["a page", { pages: { ...platformClient().pages, "offline.html": "<p>Away</p>" } }],
    ["what may be kept", { metadataPrefixes: ["/api/catalog/"] }],
    ["how much may be kept", { metadata: { maxEntries: 1, maxAgeSeconds: 1, freshSeconds: 1 } }],
  ])("have another service worker when %s changes", (_, changes) => {
    expect(contentOf("sw.js", sources(changes))).not.toBe(contentOf("sw.js"));
    expect(versionOf(sources(changes))).not.toBe(versionOf(clientAssets()));
  });

  it("refuse a page that loads a script which is not there", () => {
    const pages = { "index.html": '<script src="/other.js"></script>', "offline.html": "" };
    expect(() => sources({ pages })).toThrow("index.html loads /other.js, but the scripts are /app.js");
  });

  it("have a worker that installs and activates as it is published", async () => {
    const { listeners, caches, network } = running(contentOf("sw.js"));
    for (const path of ["/", "/offline.html", `/${clientAssets()[0]!.key}`]) network.serve(path, path);
    const happen = async (type: string) => {
      const works: Promise<unknown>[] = [];
      listeners.get(type)!({ waitUntil: (work: Promise<unknown>) => works.push(work) });
      await Promise.all(works);
    };
    await happen("install");
    await happen("activate");
    expect(Object.values(caches.contents())).toEqual([["/", "/offline.html", `/${clientAssets()[0]!.key}`], []]);
    expect([...listeners.keys()]).toEqual(["install", "activate", "message", "fetch"]);
  });
});

/** Name of the cache in which the worker keeps its build. */
function versionOf(assets: ReturnType<typeof clientAssets>): string {
  return /version:"([0-9a-f]{16})"/.exec(contentOf("sw.js", assets))![1]!;
}

/** Runs the published text with nothing but what a service worker has. */
function running(source: string) {
  const listeners = new Map<string, (event: object) => void>();
  const caches = new FakeCaches();
  const network = new FakeNetwork();
  runInNewContext(source, {
    caches,
    fetch: network.fetch,
    clients: { claim: async () => {} },
    location: { origin: ORIGIN },
    URL,
    Request,
    Response,
    Headers,
    setTimeout,
    addEventListener: (type: string, listener: (event: object) => void) => listeners.set(type, listener),
  });
  return { listeners, caches, network };
}
