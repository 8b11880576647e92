/** A share of an audience that sees the same. */
export interface Segment {
  readonly name: string;
  /** Unit: percent, whole; those of one audience add up to 100. */
  readonly percent: number;
}

/**
 * One of a hundred buckets, 0 to 99, always the same for the same viewer: FNV-1a over the characters, its product written as
 * shifts because the runtime multiplies in floating point.
 * Source: https://www.rfc-editor.org/rfc/rfc9923.html
 */
export function bucketOf(viewer: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < viewer.length; i++) {
    hash ^= viewer.charCodeAt(i);
    hash = (hash + (hash << 1) + (hash << 4) + (hash << 7) + (hash << 8) + (hash << 24)) >>> 0;
  }
  return hash % 100;
}

/** Name of the segment that `bucket` falls into, in the order of the list. */
export function segmentOf(segments: readonly Segment[], bucket: number): string {
  let upTo = 0;
  for (let i = 0; i < segments.length; i++) {
    upTo += segments[i]!.percent;
    if (bucket < upTo) return segments[i]!.name;
  }
  throw new Error(`no segment has bucket ${bucket}`);
}
