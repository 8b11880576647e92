/** The few parts of the browser that the client uses, as tests can stand in for them; the compiler knows no DOM here. */

export interface CacheLike {
  match(request: Request | string, options?: { readonly ignoreSearch?: boolean }): Promise<Response | undefined>;
  put(request: Request | string, response: Response): Promise<void>;
  delete(request: Request | string): Promise<boolean>;
  /** In the order in which they were put last. */
  keys(): Promise<readonly Request[]>;
}

export interface CachesLike {
  open(name: string): Promise<CacheLike>;
  match(request: Request | string): Promise<Response | undefined>;
  delete(name: string): Promise<boolean>;
  /** In the order in which they were made. */
  keys(): Promise<string[]>;
}

/** Keeps the worker alive until the promise ends. */
export type KeepAlive = (work: Promise<unknown>) => void;

/** `no-cache` asks the server even where the browser's own cache has an answer. */
export type Fetch = (request: Request | string, init?: { readonly cache: "no-cache" }) => Promise<Response>;

export interface StorageLike {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

export interface WorkerLike {
  readonly state: string;
  postMessage(message: unknown): void;
  addEventListener(type: "statechange", listener: () => void): void;
}

export interface RegistrationLike {
  readonly installing: WorkerLike | null;
  readonly waiting: WorkerLike | null;
  update(): Promise<unknown>;
  addEventListener(type: "updatefound", listener: () => void): void;
}

export interface ContainerLike {
  readonly controller: WorkerLike | null;
  register(
    url: string,
    options: { readonly scope: string; readonly updateViaCache: "none" },
  ): Promise<RegistrationLike>;
  addEventListener(type: "controllerchange", listener: () => void): void;
}
