import type { CacheLike, CachesLike, Fetch, KeepAlive } from "./browser";

/** The last number changes with what is kept. */
export const METADATA_CACHE = "p95-metadata-1";

/** When an answer was kept. Unit: milliseconds since 1970. */
const STORED_AT = "x-p95-stored-at";

export interface MetadataBounds {
  /** Answers kept; beyond it the oldest go. Unit: answers. */
  readonly maxEntries: number;
  /** An older answer is never given. Unit: seconds. */
  readonly maxAgeSeconds: number;
  /** A younger answer is given without asking for a newer one: the CDN would give the same. Unit: seconds. */
  readonly freshSeconds: number;
}

export interface MetadataWorld {
  readonly caches: CachesLike;
  readonly fetch: Fetch;
  /** Unit: milliseconds since 1970. */
  readonly nowMillis: () => number;
}

/** Metadata of titles: given at once as it was kept, and renewed meanwhile. */
export class MetadataCache {
  private readonly renewals = new Map<string, Promise<void>>();
  /** Answers asked for before the last `forget` are not kept. */
  private epoch = 0;

  constructor(
    private readonly world: MetadataWorld,
    private readonly bounds: MetadataBounds,
  ) {}

  /** @throws what `fetch` throws when nothing is kept that may be given. */
  async respond(request: Request, keepAlive: KeepAlive): Promise<Response> {
    const cache = await this.world.caches.open(METADATA_CACHE);
    const kept = await cache.match(request);
    const ageSeconds = kept === undefined ? Number.POSITIVE_INFINITY : this.ageSeconds(kept);
    if (kept !== undefined && ageSeconds <= this.bounds.maxAgeSeconds) {
      if (ageSeconds > this.bounds.freshSeconds || ageSeconds < 0) keepAlive(this.renew(request)); // a clock can be set back
      return kept;
    }
    const { epoch } = this;
    const response = await this.world.fetch(request);
    if (epoch === this.epoch) keepAlive(this.take(cache, request, response.clone()));
    return response;
  }

  /** Keeps what a page had loaded before this worker ruled over it. */
  async remember(urls: readonly string[]): Promise<void> {
    const cache = await this.world.caches.open(METADATA_CACHE);
    for (const url of urls.slice(0, this.bounds.maxEntries)) {
      if ((await cache.match(url)) === undefined) await this.renew(new Request(url));
    }
  }

  /** Drops everything: whoever uses the browser next has no business with it. */
  async forget(): Promise<void> {
    this.epoch += 1;
    await this.world.caches.delete(METADATA_CACHE);
  }

  /** Drops what is too old to be given. */
  async prune(): Promise<void> {
    const cache = await this.world.caches.open(METADATA_CACHE);
    for (const request of await cache.keys()) {
      const kept = await cache.match(request);
      if (kept !== undefined && this.ageSeconds(kept) > this.bounds.maxAgeSeconds) await cache.delete(request);
    }
  }

  private ageSeconds(kept: Response): number {
    return (this.world.nowMillis() - Number(kept.headers.get(STORED_AT) ?? 0)) / 1_000;
  }

  /** Once for all who ask meanwhile. Never fails: offline the kept answer stays as it is. */
  private renew(request: Request): Promise<void> {
    const running = this.renewals.get(request.url);
    if (running !== undefined) return running;
    const renewal = this.load(request)
      .catch(() => undefined)
      .finally(() => this.renewals.delete(request.url));
    this.renewals.set(request.url, renewal);
    return renewal;
  }

  private async load(request: Request): Promise<void> {
    const { epoch } = this;
    const response = await this.world.fetch(request.clone());
    if (epoch === this.epoch) await this.take(await this.world.caches.open(METADATA_CACHE), request, response);
  }

  private async take(cache: CacheLike, request: Request, response: Response): Promise<void> {
    if (response.status >= 400 && response.status < 500 && response.status !== 429) {
      await cache.delete(request); // gone, or no longer ours to see
      return;
    }
    if (!mayKeep(response)) return;
    const kept = await this.dated(response);
    try {
      await cache.put(request, kept.clone());
    } catch {
      await this.dropOldest(cache, Math.ceil((await cache.keys()).length / 2)); // most likely the quota
      await cache.put(request, kept).catch(() => undefined); // the page has its answer, only the copy is missing
    }
    await this.dropOldest(cache, (await cache.keys()).length - this.bounds.maxEntries);
  }

  private async dated(response: Response): Promise<Response> {
    const headers = new Headers(response.headers);
    headers.set(STORED_AT, String(this.world.nowMillis()));
    for (const name of ["content-encoding", "content-length"]) headers.delete(name); // the body is plain by now
    return new Response(await response.arrayBuffer(), { status: 200, headers });
  }

  private async dropOldest(cache: CacheLike, count: number): Promise<void> {
    for (const request of (await cache.keys()).slice(0, Math.max(0, count))) await cache.delete(request);
  }
}

/** What the API gives to everybody, whole, and does not forbid to keep. */
function mayKeep(response: Response): boolean {
  const forbidden = /(^|[\s,])(no-store|private)([\s,=]|$)/i.test(response.headers.get("cache-control") ?? "");
  return response.status === 200 && !response.redirected && !forbidden;
}
