import type { CachesLike, Fetch, KeepAlive } from "./browser";

const PREFIX = "p95-shell-";

/** The files of one build. */
export interface Shell {
  /** Of all its files; with any of them it changes. */
  readonly version: string;
  /** Paths of hashed files. */
  readonly assets: readonly string[];
  /** Paths as pages are visited, e.g. `/`. */
  readonly pages: readonly string[];
  /** What is shown instead of any other page. */
  readonly offlinePage: string;
}

export interface ShellWorld {
  readonly caches: CachesLike;
  readonly fetch: Fetch;
  /** Unit: milliseconds. */
  readonly wait: (millis: number) => Promise<void>;
}

/** A page that is there already is shown when the network takes longer. Unit: milliseconds. */
const SLOW_MILLIS = 4_000;

/** Pages and hashed files: each build in a cache of its own, whole or not at all. */
export class ShellCache {
  private readonly name: string;

  constructor(
    private readonly world: ShellWorld,
    private readonly shell: Shell,
  ) {
    this.name = `${PREFIX}${shell.version}`;
  }

  /** @throws when a file cannot be had; then nothing of the build is kept. */
  async install(): Promise<void> {
    const { assets, pages, offlinePage } = this.shell;
    const cache = await this.world.caches.open(this.name);
    const add = async (path: string, response: Response) => {
      if (!response.ok || response.redirected) throw new Error(`${path} answered ${response.status}`);
      await cache.put(path, response);
    };
    try {
      await Promise.all([
        ...assets.map(async (path) =>
          add(path, (await this.world.caches.match(path)) ?? (await this.world.fetch(path))),
        ),
        ...[...pages, offlinePage].map(async (path) => add(path, await this.world.fetch(path, { cache: "no-cache" }))),
      ]);
    } catch (error) {
      await this.world.caches.delete(this.name);
      throw error;
    }
  }

  /**
   * Drops old builds. The one before this stays, because tabs may still show it and load parts of it; one that came after this is
   * about to be used.
   */
  async cleanUp(): Promise<void> {
    const builds = (await this.world.caches.keys()).filter((name) => name.startsWith(PREFIX));
    const old = builds.slice(0, Math.max(0, builds.indexOf(this.name) - 1));
    await Promise.all(old.map((name) => this.world.caches.delete(name)));
  }

  /** A hashed file, of whatever build; its name says that it is the right one. */
  async asset(request: Request, keepAlive: KeepAlive): Promise<Response> {
    const kept = await this.world.caches.match(request);
    if (kept !== undefined) return kept;
    const response = await this.world.fetch(request);
    if (response.status === 200) keepAlive(this.keep(request, response.clone()));
    return response;
  }

  /** The page from the network; without one, or a server that fails or is slow, as it was kept, else the page that says so. */
  async page(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const kept = this.shell.pages.includes(pathname) ? await this.kept(pathname) : undefined;
    const asked = this.world.fetch(request).catch(() => undefined);
    const first = kept === undefined ? asked : Promise.race([asked, this.world.wait(SLOW_MILLIS)]);
    const response = (await first) ?? undefined;
    if (response !== undefined && (response.status < 500 || kept === undefined)) return response;
    return kept ?? this.offline();
  }

  private async offline(): Promise<Response> {
    const kept = await this.kept(this.shell.offlinePage);
    const headers = { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" };
    return new Response((await kept?.text()) ?? "Offline", { status: 503, headers });
  }

  private async kept(path: string): Promise<Response | undefined> {
    return (await this.world.caches.open(this.name)).match(path);
  }

  private async keep(request: Request, response: Response): Promise<void> {
    const cache = await this.world.caches.open(this.name);
    await cache.put(request, response).catch(() => undefined); // no room: it is loaded again next time
  }
}
