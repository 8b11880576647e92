import { momentOf, releaseOf } from "./announcement";
import type { Snapshot } from "./calendar";
import type { Catalogue } from "./ports";

const TIMEOUT_MILLIS = 5_000;

/**
 * The catalogue by HTTP. It answers `{ "asOf": "2026-11-20T08:00:00Z", "releases": [...] }`, each release with the fields of
 * `ContentReleaseScheduled`; those that are cancelled or over may be left out.
 */
export class HttpCatalogue implements Catalogue {
  constructor(private readonly url: string) {}

  /** One release that cannot be read fails the whole: what is missing in an answer counts as cancelled. */
  async releases(): Promise<Snapshot> {
    const response = await fetch(this.url, {
      headers: { accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT_MILLIS),
    });
    if (!response.ok) throw new Error(`The catalogue answered ${response.status}`);
    const { asOf, releases } = Object(await response.json()) as { asOf?: unknown; releases?: unknown };
    if (!Array.isArray(releases)) throw new Error("The catalogue's answer has no releases");
    const live = releases.filter((release) => Object(release).cancelled !== true).map(releaseOf);
    return { asOfMillis: momentOf("asOf", asOf), releases: live };
  }
}
