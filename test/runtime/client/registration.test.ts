import { beforeEach, describe, expect, it } from "@jest/globals";
import type { ContainerLike, RegistrationLike, WorkerLike } from "../../../runtime/client/browser";
import { Registration } from "../../../runtime/client/registration";

class FakeWorker implements WorkerLike {
  state = "installing";
  readonly messages: unknown[] = [];
  private readonly listeners: (() => void)[] = [];

  postMessage(message: unknown) {
    this.messages.push(message);
  }

  addEventListener(_: string, listener: () => void) {
    this.listeners.push(listener);
  }

  become(state: string) {
    this.state = state;
    for (const listener of this.listeners) listener();
  }
}

class FakeRegistration implements RegistrationLike {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  updates = 0;
  offline = false;
  found: () => void = () => {};

  async update() {
    this.updates += 1;
    if (this.offline) throw new TypeError("Failed to update");
  }

  addEventListener(_: string, listener: () => void) {
    this.found = listener;
  }

  /** A new build is found and installed. */
  install(): FakeWorker {
    const worker = new FakeWorker();
    this.installing = worker;
    this.found();
    this.installing = null;
    this.waiting = worker;
    worker.become("installed");
    return worker;
  }
}

class FakeContainer implements ContainerLike {
  controller: FakeWorker | null = null;
  readonly registration = new FakeRegistration();
  readonly registered: unknown[] = [];
  private change: () => void = () => {};

  async register(...args: unknown[]) {
    this.registered.push(args);
    return this.registration;
  }

  addEventListener(_: string, listener: () => void) {
    this.change = listener;
  }

  /** Another worker takes this page over. */
  take(worker: FakeWorker) {
    this.controller = worker;
    this.change();
  }
}

let container: FakeContainer;
let heard: string[];
let nowMillis: number;

beforeEach(() => {
  container = new FakeContainer();
  heard = [];
  nowMillis = 0;
});

const start = () =>
  Registration.start({
    container,
    reload: () => heard.push("reload"),
    loadedUrls: () => ["https://example.com/api/titles/1"],
    nowMillis: () => nowMillis,
    onUpdate: () => heard.push("update"),
  });

describe("Registration", () => {
  it("registers the worker for the whole site, past every cache", async () => {
    await start();
    expect(container.registered).toEqual([["/sw.js", { scope: "/", updateViaCache: "none" }]]);
  });

  it("tells the first worker what the page had loaded without it, and reloads nothing", async () => {
    await start();
    const worker = container.registration.install();
    container.take(worker);
    expect(worker.messages).toEqual([{ type: "p95:remember", urls: ["https://example.com/api/titles/1"] }]);
    expect(heard).toEqual([]);
  });

  it("says that a new build waits, lets it take over when asked to, and reloads then", async () => {
    container.controller = new FakeWorker();
    const registration = await start();
    const worker = container.registration.install();
    expect([heard, worker.messages]).toEqual([["update"], []]);
    registration.useUpdate();
    expect([heard, worker.messages]).toEqual([["update"], [{ type: "p95:activate" }]]);
    container.take(worker);
    expect(heard).toEqual(["update", "reload"]);
  });

  it("does not reload a tab in which nobody asked for the new build", async () => {
    container.controller = new FakeWorker();
    await start();
    container.take(container.registration.install());
    expect(heard).toEqual(["update"]);
  });

  it("says so of a build that waited before the page was opened, or was found while it was", async () => {
    container.controller = new FakeWorker();
    container.registration.waiting = new FakeWorker();
    await start();
    expect(heard).toEqual(["update"]);

    container = new FakeContainer();
    container.controller = new FakeWorker();
    const worker = new FakeWorker();
    container.registration.installing = worker;
    await start();
    worker.become("installed");
    expect(heard).toEqual(["update", "update"]);
    worker.become("activating");
    expect(heard).toEqual(["update", "update"]);
  });

  it("looks for a new build once an hour, and again after it could not", async () => {
    const { registration: browsers } = container;
    const registration = await start();
    nowMillis = 3_599_999;
    await registration.check();
    expect(browsers.updates).toBe(0);
    nowMillis = 3_600_000;
    browsers.offline = true;
    await registration.check();
    await registration.check();
    expect(browsers.updates).toBe(1);
    nowMillis = 7_200_000;
    await registration.check();
    expect(browsers.updates).toBe(2);
  });

  it("has the worker forget, where there is one", async () => {
    const registration = await start();
    registration.forget();
    container.controller = new FakeWorker();
    registration.forget();
    expect(container.controller.messages).toEqual([{ type: "p95:forget" }]);
  });
});
