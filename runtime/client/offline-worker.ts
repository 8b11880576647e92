import type { CachesLike, Fetch, KeepAlive } from "./browser";
import { METADATA_CACHE, type MetadataBounds, MetadataCache } from "./metadata-cache";
import { strategyFor } from "./routes";
import { type Shell, ShellCache } from "./shell-cache";

/** What pages tell their worker. */
export type PageMessage =
  /** The viewer wants the new build now. */
  | { readonly type: "p95:activate" }
  /** Addresses that the page loaded before it had a worker. */
  | { readonly type: "p95:remember"; readonly urls: readonly string[] }
  /** Somebody signed out. */
  | { readonly type: "p95:forget" };

/** What the build knows. */
export interface OfflineConfig {
  readonly shell: Shell;
  /** Paths of the API below which answers may be kept. */
  readonly metadataPrefixes: readonly string[];
  readonly metadata: MetadataBounds;
}

export interface OfflineWorld {
  readonly origin: string;
  readonly caches: CachesLike;
  readonly fetch: Fetch;
  readonly nowMillis: () => number;
  readonly wait: (millis: number) => Promise<void>;
  readonly skipWaiting: () => Promise<void>;
  readonly claimClients: () => Promise<void>;
}

/** The service worker, apart from the browser. */
export class OfflineWorker {
  private readonly shell: ShellCache;
  private readonly metadata: MetadataCache;

  constructor(
    private readonly world: OfflineWorld,
    private readonly config: OfflineConfig,
  ) {
    this.shell = new ShellCache(world, config.shell);
    this.metadata = new MetadataCache(world, config.metadata);
  }

  /** It waits until no tab uses the one before it, unless a page says otherwise. */
  install(): Promise<void> {
    return this.shell.install();
  }

  async activate(): Promise<void> {
    const names = await this.world.caches.keys();
    const oldForms = names.filter((name) => name.startsWith("p95-metadata-") && name !== METADATA_CACHE);
    await Promise.all(oldForms.map((name) => this.world.caches.delete(name)));
    await this.shell.cleanUp();
    await this.metadata.prune();
    await this.world.claimClients(); // the first visit has its pages and metadata offline too
  }

  /** The answer, or undefined to leave the request to the browser. */
  respond(request: Request, keepAlive: KeepAlive): Promise<Response> | undefined {
    switch (strategyFor(request, this.world.origin, this.config.metadataPrefixes)) {
      case "asset":
        return this.shell.asset(request, keepAlive);
      case "metadata":
        return this.metadata.respond(request, keepAlive);
      case "navigation":
        return this.shell.page(request);
      case "network":
        return undefined;
    }
  }

  async message(message: PageMessage): Promise<void> {
    if (message?.type === "p95:activate") await this.world.skipWaiting();
    if (message?.type === "p95:forget") await this.metadata.forget();
    if (message?.type === "p95:remember") {
      const { origin } = this.world;
      const allowed = message.urls.filter((url) => {
        return strategyFor(new Request(url), origin, this.config.metadataPrefixes) === "metadata";
      });
      await this.metadata.remember(allowed);
    }
  }
}
