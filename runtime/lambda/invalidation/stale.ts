import type { ContentEvent, ContentPart } from "../../../components/messaging/content-events";

/** How objects of the media bucket are found: by the tags in their metadata, or by the folder that they lie in. */
export type MediaInvalidation = "tags" | "paths";

/** What an event makes stale: `#tag` or `/path*`, as CloudFront takes them. */
export interface Stale {
  /** In the distribution of pages and API. */
  readonly app: readonly string[];
  /** In the distribution of video, pictures and subtitles. */
  readonly media: readonly string[];
}

/** Tag of everything that names titles without being about one: rows, rankings, search results. */
export const CATALOG_TAG = "catalog";

/** Tag of an answer or object about one title, or of one part of it. */
export function titleTag(titleId: string, part?: MediaPart): string {
  return part === undefined ? `title:${titleId}` : `title:${titleId}:${part}`;
}

/** Folder of a part of a title in the media bucket. */
export type MediaPart = "artwork" | "manifest" | "subtitles";

/**
 * Nothing that ends a path, a tag or a list of them: an ID of `*` would empty the whole cache. CloudFront's tags know no case,
 * so IDs that differ in case only are invalidated together.
 */
const TITLE_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** @throws when the event is none that a cache can be stale of. */
export function staleAfter(event: ContentEvent, media: MediaInvalidation): Stale {
  const { titleId } = event.detail;
  if (typeof titleId !== "string" || !TITLE_ID.test(titleId)) {
    throw new Error(`titleId must be 1 to 64 letters, digits, _ or -, got ${JSON.stringify(titleId)}`);
  }
  switch (event["detail-type"]) {
    case "ContentPublished":
      return { app: tags(titleTag(titleId), CATALOG_TAG), media: [] };
    case "ContentUpdated": {
      const { parts } = event.detail as ContentEvent<"ContentUpdated">["detail"];
      if (!Array.isArray(parts)) throw new Error(`parts must be a list, got ${JSON.stringify(parts)}`);
      const stale = parts.map((part) => staleWith(part, titleId, media));
      return { app: stale.flatMap(({ app }) => app), media: stale.flatMap((each) => each.media) };
    }
    default:
      throw new Error(`detail-type must be ContentPublished or ContentUpdated, got ${event["detail-type"]}`);
  }
}

function staleWith(part: ContentPart, titleId: string, by: MediaInvalidation): Stale {
  const of = (...parts: MediaPart[]) =>
    parts.map((each) => (by === "tags" ? `#${titleTag(titleId, each)}` : `/titles/${titleId}/${each}/*`));
  switch (part) {
    case "artwork":
      return { app: [], media: of("artwork") };
    case "manifest":
      return { app: [], media: of("manifest") };
    case "metadata":
      return { app: tags(titleTag(titleId), CATALOG_TAG), media: [] };
    case "rights": // whoever lost the right to it must not find a copy
      return {
        app: tags(titleTag(titleId), CATALOG_TAG),
        media: by === "tags" ? tags(titleTag(titleId)) : [`/titles/${titleId}/*`],
      };
    case "subtitles": // a new language is named in the manifest
      return { app: [], media: of("manifest", "subtitles") };
    default: // a part that joined the contract later: rather too much than stale
      return {
        app: tags(titleTag(titleId), CATALOG_TAG),
        media: by === "tags" ? tags(titleTag(titleId)) : [`/titles/${titleId}/*`],
      };
  }
}

const tags = (...names: string[]) => names.map((name) => `#${name}`);
