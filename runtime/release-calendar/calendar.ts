import type { Release } from "./announcement";

interface Known {
  /** When it was said. Unit: milliseconds since 1970. */
  readonly saidAtMillis: number;
  /** Undefined: cancelled. Remembered, so that an older announcement that comes late does not bring it back. */
  readonly release: Release | undefined;
}

/** What the catalogue answers: all releases ahead and under way, as they were at one moment. */
export interface Snapshot {
  /** By the catalogue's clock, which also dates its events. Unit: milliseconds since 1970. */
  readonly asOfMillis: number;
  readonly releases: readonly Release[];
}

/**
 * What is known of every title's release. Whatever order messages and snapshots come in, and however often, the last that was said
 * holds.
 */
export class Calendar {
  private readonly known = new Map<string, Known>();
  private asOfMillis = Number.NEGATIVE_INFINITY;

  /** Hears one announcement. @returns false when something newer was known already. */
  tell(titleId: string, saidAtMillis: number, release: Release | undefined): boolean {
    if (saidAtMillis < (this.known.get(titleId)?.saidAtMillis ?? this.asOfMillis)) return false;
    this.known.set(titleId, { saidAtMillis, release });
    return true;
  }

  /** Takes over everything from the catalogue, but what was said after it looked. An older snapshot than the last changes nothing. */
  replace({ asOfMillis, releases }: Snapshot): void {
    const asOf = Math.floor(asOfMillis / 1_000) * 1_000; // events are dated to the second: those of this one are not older
    if (asOf < this.asOfMillis) return;
    this.asOfMillis = asOf;
    for (const [titleId, { saidAtMillis }] of this.known) {
      if (saidAtMillis < asOf) this.known.delete(titleId);
    }
    for (const release of releases) {
      if (!this.known.has(release.titleId)) {
        this.known.set(release.titleId, { saidAtMillis: asOf, release });
      }
    }
  }

  /** The title's release, or undefined when there is none. */
  releaseOf(titleId: string): Release | undefined {
    return this.known.get(titleId)?.release;
  }

  /** By title. */
  releases(): Release[] {
    return [...this.known.values()]
      .flatMap(({ release }) => release ?? [])
      .sort((a, b) => (a.titleId < b.titleId ? -1 : 1));
  }
}
