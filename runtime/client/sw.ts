import type { CachesLike } from "./browser";
import { type OfflineConfig, OfflineWorker, type PageMessage } from "./offline-worker";

/** Put in by the build. */
declare const P95_OFFLINE: OfflineConfig;

interface LifeEvent {
  waitUntil(work: Promise<unknown>): void;
}

interface WorkerScope {
  readonly caches: CachesLike;
  readonly clients: { claim(): Promise<void> };
  readonly location: { readonly origin: string };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "message", listener: (event: LifeEvent & { readonly data: PageMessage }) => void): void;
  addEventListener(
    type: "fetch",
    listener: (
      event: LifeEvent & { readonly request: Request; respondWith(response: Promise<Response>): void },
    ) => void,
  ): void;
}

const scope = globalThis as unknown as WorkerScope;

const worker = new OfflineWorker(
  {
    origin: scope.location.origin,
    caches: scope.caches,
    fetch: (request, init) => fetch(request, init as RequestInit),
    nowMillis: () => Date.now(),
    wait: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
    skipWaiting: () => scope.skipWaiting(),
    claimClients: () => scope.clients.claim(),
  },
  P95_OFFLINE,
);

scope.addEventListener("install", (event) => event.waitUntil(worker.install()));
scope.addEventListener("activate", (event) => event.waitUntil(worker.activate()));
scope.addEventListener("message", (event) => event.waitUntil(worker.message(event.data)));
scope.addEventListener("fetch", (event) => {
  const response = worker.respond(event.request, (work) => event.waitUntil(work));
  if (response !== undefined) event.respondWith(response);
});
