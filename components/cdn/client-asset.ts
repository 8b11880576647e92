import { fields, list, must, oneOf, type Problem, text } from "../checks";

/**
 * How long a copy may live. `hashed` has its content's hash in its name and never changes; a `page` has a name that stays and
 * content that does not; the `service-worker` is a page that decides what else is cached.
 */
export type ClientAssetKind = "hashed" | "page" | "service-worker";

/** A file of the client, as its build made it. */
export interface ClientAsset {
  /** Where it is served, without the first slash, e.g. `app.3f9a2c41.js`. */
  readonly key: string;
  readonly content: string;
  /** E.g. `text/html; charset=utf-8`. */
  readonly contentType: string;
  readonly kind: ClientAssetKind;
}

const KINDS: readonly ClientAssetKind[] = ["hashed", "page", "service-worker"];

/**
 * `no-cache` lets caches keep a copy but makes them ask before they use it; `max-age=0` says the same to those who do not know it.
 * Source: https://www.rfc-editor.org/rfc/rfc9111.html#name-no-cache-2
 */
export function cacheControlOf(kind: ClientAssetKind): string {
  return kind === "hashed" ? "public, max-age=31536000, immutable" : "no-cache, max-age=0";
}

/** Everything wrong with `assets`: total, and pure. */
export function clientAssetsProblems(path: string, assets: unknown): Problem[] {
  const keys: unknown[] = Array.isArray(assets) ? assets.map((asset) => asset?.key) : [];
  return list(path, assets, 0, 500, (at, asset) => [
    ...fields<ClientAsset>(at, asset, {
      key: (keyAt, key) => [
        ...text(keyAt, key, /^[A-Za-z0-9_-][A-Za-z0-9._/-]{0,254}$/, "be a path of A-Z, a-z, 0-9, ., _, / and -"),
        ...must(keys.indexOf(key) === keys.lastIndexOf(key), keyAt, "appear once", key),
      ],
      content: (contentAt, content) => must(typeof content === "string", contentAt, "be text", typeof content),
      contentType: (typeAt, type) => text(typeAt, type, /^[a-z]+\/[a-z0-9.+-]+(; charset=utf-8)?$/, "be a media type"),
      kind: (kindAt, kind) => oneOf(kindAt, kind, KINDS),
    }),
    ...nameProblems(`${at}.key`, (asset ?? {}) as Partial<ClientAsset>),
  ]);
}

function nameProblems(path: string, { key, kind }: Partial<ClientAsset>): Problem[] {
  if (typeof key !== "string") return [];
  return [
    ...must(
      kind !== "hashed" || /[.-][A-Za-z0-9_]{8,}\.[a-z0-9]+$/.test(key),
      path,
      "have a hash of 8 characters or more before its ending, as it is cached for a year",
      key,
    ),
    // Source: https://www.w3.org/TR/service-workers/#service-worker-script-response
    ...must(
      kind !== "service-worker" || !key.includes("/"),
      path,
      "lie at the top: it rules over its folder only",
      key,
    ),
    ...must(kind === "service-worker" || key !== "sw.js", path, "be of the kind service-worker", key),
  ];
}
