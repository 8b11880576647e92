import type { CacheLike, CachesLike, Fetch } from "../../../runtime/client/browser";

export const ORIGIN = "https://example.com";

const urlOf = (request: Request | string) =>
  typeof request === "string" ? new URL(request, ORIGIN).href : request.url;

/** A cache as browsers have it: what is put again moves to the end, and every answer is a copy. */
export class FakeCache implements CacheLike {
  readonly kept = new Map<string, Response>();
  /** The next puts fail, as with a full disk. */
  failingPuts = 0;

  async match(request: Request | string) {
    return this.kept.get(urlOf(request))?.clone();
  }

  async put(request: Request | string, response: Response) {
    if (this.failingPuts > 0) {
      this.failingPuts -= 1;
      throw new DOMException("no room", "QuotaExceededError");
    }
    this.kept.delete(urlOf(request));
    this.kept.set(urlOf(request), response);
  }

  async delete(request: Request | string) {
    return this.kept.delete(urlOf(request));
  }

  async keys() {
    return [...this.kept.keys()].map((url) => new Request(url));
  }
}

export class FakeCaches implements CachesLike {
  readonly byName = new Map<string, FakeCache>();

  async open(name: string) {
    const cache = this.byName.get(name) ?? new FakeCache();
    this.byName.set(name, cache);
    return cache;
  }

  async match(request: Request | string) {
    for (const cache of this.byName.values()) {
      const kept = await cache.match(request);
      if (kept !== undefined) return kept;
    }
    return undefined;
  }

  async delete(name: string) {
    return this.byName.delete(name);
  }

  async keys() {
    return [...this.byName.keys()];
  }

  /** Paths by cache. */
  contents(): Record<string, string[]> {
    return Object.fromEntries(
      [...this.byName].map(([name, { kept }]) => [name, [...kept.keys()].map((url) => url.replace(ORIGIN, ""))]),
    );
  }
}

/** A network whose answers a test sets by path; what has none is as good as offline. */
export class FakeNetwork {
  readonly answers = new Map<string, () => Response | Promise<Response>>();
  readonly asked: string[] = [];

  readonly fetch: Fetch = async (request, init) => {
    const path = urlOf(request).replace(ORIGIN, "");
    this.asked.push(init === undefined ? path : `${path} ${init.cache}`);
    const answer = this.answers.get(path);
    if (answer === undefined) throw new TypeError("Failed to fetch");
    return answer();
  };

  /** Answers `path` with this from now on. */
  serve(path: string, body: string, status = 200, headers: Record<string, string> = {}): void {
    this.answers.set(path, () => new Response(body, { status, headers }));
  }
}

/** Collects what keeps the worker alive, to wait for it. */
export class Background {
  private readonly works: Promise<unknown>[] = [];

  readonly keepAlive = (work: Promise<unknown>): void => void this.works.push(work);

  async done(): Promise<number> {
    const works = this.works.splice(0);
    await Promise.all(works);
    return works.length;
  }
}

/** As a page's navigation has it; Node.js makes no such request. */
export function navigation(path: string): Request {
  return Object.defineProperty(new Request(`${ORIGIN}${path}`), "mode", { value: "navigate" });
}

export const request = (path: string, init?: RequestInit): Request => new Request(`${ORIGIN}${path}`, init);
