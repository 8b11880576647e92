/** Something to invalidate, and who asked for it. */
export interface Wanted {
  /** `#tag` or `/path*`. */
  readonly item: string;
  /** Message that is done only when the item is. */
  readonly messageId: string;
  /** Event that it carries; the same when it is delivered again. */
  readonly eventId: string;
}

/** One request to CloudFront. */
export interface Batch {
  readonly items: readonly string[];
  readonly messageIds: readonly string[];
  readonly eventIds: readonly string[];
}

/**
 * A distribution has up to 3,000 paths and 15 wildcards in progress; a tag counts as a path.
 * Source: https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html#limits-invalidations
 */
export const MAX_ITEMS_IN_PROGRESS = 3_000;
export const MAX_WILDCARDS_IN_PROGRESS = 15;

/** A third of what may be in progress, so that a request fits in before everything before it is done. */
const MAX_ITEMS = MAX_ITEMS_IN_PROGRESS / 3;
const MAX_WILDCARDS = MAX_WILDCARDS_IN_PROGRESS / 3;

/**
 * What is wanted, each item once, cut into requests that CloudFront takes. A folder inside one that is wanted too is left out: every
 * wildcard counts. Sorted, so that the same messages make the same requests in whatever order they come.
 */
export function batchesOf(wanted: readonly Wanted[]): Batch[] {
  const byItem = new Map<string, Wanted[]>();
  for (const want of wanted) {
    const covering = wanted.find(({ item }) => covers(item, want.item));
    const item = covering?.item ?? want.item;
    byItem.set(item, [...(byItem.get(item) ?? []), want]);
  }
  const batches: [string, Wanted[]][][] = [];
  let wildcards = 0;
  for (const entry of [...byItem].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isWildcard = entry[0].endsWith("*");
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_ITEMS || (isWildcard && wildcards === MAX_WILDCARDS)) {
      batches.push([entry]);
      wildcards = 0;
    } else {
      last.push(entry);
    }
    if (isWildcard) wildcards += 1;
  }
  return batches.map((entries) => ({
    items: entries.map(([item]) => item),
    messageIds: unique(entries.flatMap(([, wants]) => wants.map(({ messageId }) => messageId))),
    eventIds: unique(entries.flatMap(([, wants]) => wants.map(({ eventId }) => eventId))),
  }));
}

/** Whether `outer` is a folder of which `inner` is a part, and not `inner` itself. */
function covers(outer: string, inner: string): boolean {
  return outer !== inner && outer.startsWith("/") && outer.endsWith("*") && inner.startsWith(outer.slice(0, -1));
}

const unique = (values: readonly string[]) => [...new Set(values)];
