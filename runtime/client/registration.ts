import type { ContainerLike, RegistrationLike } from "./browser";
import type { PageMessage } from "./offline-worker";

export interface RegistrationWorld {
  readonly container: ContainerLike;
  readonly reload: () => void;
  /** Addresses that the page has loaded so far. */
  readonly loadedUrls: () => readonly string[];
  /** Unit: milliseconds since 1970. */
  readonly nowMillis: () => number;
  /** A new build is there and waits for `useUpdate`, or for the last tab to close. */
  readonly onUpdate: () => void;
}

/** A tab that stays open for days looks for a new build this often. Unit: milliseconds. */
const CHECK_MILLIS = 60 * 60_000;

/** A page's side of the service worker. */
export class Registration {
  private wantsUpdate = false;
  private lastCheckMillis: number;

  private constructor(
    private readonly world: RegistrationWorld,
    private readonly registration: RegistrationLike,
  ) {
    this.lastCheckMillis = world.nowMillis();
  }

  /** @throws what the browser throws when it refuses the worker; the page works without one. */
  static async start(world: RegistrationWorld): Promise<Registration> {
    const { container } = world;
    let hadWorker = container.controller !== null;
    let started: Registration | undefined;
    container.addEventListener("controllerchange", () => {
      if (!hadWorker) {
        hadWorker = true; // the first worker took over: what it missed is told, and nothing is reloaded
        post(container, { type: "p95:remember", urls: world.loadedUrls() });
      } else if (started?.wantsUpdate) world.reload(); // only the tab that asked: others may be in the middle of a film
    });
    const registration = await container.register("/sw.js", { scope: "/", updateViaCache: "none" });
    started = new Registration(world, registration);
    started.watch();
    return started;
  }

  /** The viewer wants the new build: it takes over, and this tab loads it. */
  useUpdate(): void {
    this.wantsUpdate = true;
    const message: PageMessage = { type: "p95:activate" };
    this.registration.waiting?.postMessage(message);
  }

  /** Somebody signed out: what was kept of titles goes. */
  forget(): void {
    post(this.world.container, { type: "p95:forget" });
  }

  /** For whenever the tab is looked at again. Offline it waits for the next time. */
  async check(): Promise<void> {
    const now = this.world.nowMillis();
    if (now - this.lastCheckMillis < CHECK_MILLIS) return;
    this.lastCheckMillis = now;
    await this.registration.update().catch(() => undefined);
  }

  private watch(): void {
    const { container, onUpdate } = this.world;
    if (this.registration.waiting !== null && container.controller !== null) onUpdate();
    const follow = () => {
      const installing = this.registration.installing;
      installing?.addEventListener("statechange", () => {
        if (installing.state === "installed" && container.controller !== null) onUpdate();
      });
    };
    follow(); // it may have been found while the page waited for the registration
    this.registration.addEventListener("updatefound", follow);
  }
}

function post(container: ContainerLike, message: PageMessage): void {
  container.controller?.postMessage(message);
}
