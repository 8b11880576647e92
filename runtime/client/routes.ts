/** How a request is answered. `network`: as if there were no service worker. */
export type Strategy = "asset" | "metadata" | "navigation" | "network";

/** What the build puts into a file's name: its content's hash, so that the file never changes. */
export const HASHED_PATH = /\.[0-9a-f]{16}\.[a-z0-9]+$/;

/** Everything below it is the API's: never kept, unless it is metadata. */
const API_PREFIX = "/api/";

/** What is asked of a request to tell how it is answered. */
export interface AskedFor {
  readonly method: string;
  readonly url: string;
  readonly mode: string;
  readonly cache: string;
  readonly headers: { has(name: string): boolean };
}

/**
 * Strategy for a request from a page of `origin`. Metadata is what lies below one of `metadataPrefixes`, asked for by nobody in
 * particular: who signs a request, wants a part of an answer or says how caches are to be used gets it from the network.
 */
export function strategyFor(request: AskedFor, origin: string, metadataPrefixes: readonly string[]): Strategy {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== origin || request.headers.has("range")) return "network";
  if (url.pathname.startsWith(API_PREFIX)) {
    const allowed = metadataPrefixes.some((prefix) => url.pathname.startsWith(prefix));
    const plain = request.mode !== "navigate" && request.cache === "default" && !request.headers.has("authorization");
    return allowed && plain ? "metadata" : "network";
  }
  if (request.mode === "navigate") return "navigation";
  return HASHED_PATH.test(url.pathname) ? "asset" : "network";
}
