import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { ServiceMetrics } from "./metrics";

/** What an endpoint answers: status and a body that becomes JSON. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
}

/** Answers one request. @throws {BadRequest}; anything else becomes 500 and is logged. */
export type Handler = (url: URL, request: IncomingMessage) => Promise<Reply>;

/** The client's mistake, told to it with status 400. */
export class BadRequest extends Error {}

export interface Ports {
  readonly http: number;
  readonly metrics: number;
}

export interface ServiceOptions {
  /** By path: whole, as nothing below it is served. */
  readonly endpoints: Readonly<Record<string, Handler>>;
  readonly metrics: ServiceMetrics;
  readonly ports: Ports;
  readonly log: (entry: Readonly<Record<string, unknown>>) => void;
  /** Whether what it does beside answering goes on. @default always */
  readonly alive?: () => boolean;
}

/** The HTTP shell of a service: health, metrics, one time per request, and an end that cuts nobody off. */
export class HttpService {
  private readonly http: Server;
  private readonly metrics: Server;
  private warm = false;
  private draining = false;

  constructor(private readonly options: ServiceOptions) {
    this.http = createServer((request, response) => void this.serve(request, response));
    this.metrics = createServer((request, response) => void this.tell(request, response));
    this.http.keepAliveTimeout = 75_000; // longer than NGINX keeps an upstream idle, so that it never sends into a closing connection
  }

  /** Listens on all addresses. @returns the ports, those that were given as 0 too. */
  async start(): Promise<Ports> {
    const { http, metrics } = this.options.ports;
    const listening = (server: Server, port: number) =>
      new Promise<number>((resolve, reject) => {
        server.once("error", reject).listen(port, () => resolve((server.address() as AddressInfo).port));
      });
    return { http: await listening(this.http, http), metrics: await listening(this.metrics, metrics) };
  }

  /** From now on `/readyz` says so. */
  isWarm(): void {
    this.warm = true;
  }

  /** Takes no new connection, answers what is under way, then closes; metrics last, so that the end is seen. */
  async drain(): Promise<void> {
    this.draining = true;
    const closed = (server: Server) => new Promise((resolve) => server.close(resolve));
    const done = closed(this.http);
    this.http.closeIdleConnections();
    await done;
    const told = closed(this.metrics);
    this.metrics.closeIdleConnections();
    await told;
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = urlOf(request);
    if (url.pathname === "/healthz") return this.tellHealth(response);
    if (url.pathname === "/readyz") {
      const status = this.draining ? "draining" : this.warm ? "ready" : "starting";
      return void this.send(response, status === "ready" ? 200 : 503, { status });
    }
    const { endpoints, metrics, log } = this.options;
    const handler = Object.hasOwn(endpoints, url.pathname) ? endpoints[url.pathname] : undefined;
    const endpoint = handler === undefined ? "other" : url.pathname; // a path that a client invents makes no time series
    const started = performance.now();
    response.once("close", () => {
      const status = response.writableFinished ? response.statusCode : 499; // NGINX's word for a client that did not wait
      metrics.answered(endpoint, status, (performance.now() - started) / 1_000);
    });
    const { status, body } = await this.reply(handler, url, request).catch((error: unknown): Reply => {
      if (error instanceof BadRequest) return { status: 400, body: { error: error.message } };
      log({ level: "error", endpoint, error: String(error) });
      return { status: 500, body: { error: "internal error" } };
    });
    metrics.processed(this.send(response, status, body) + Number(request.headers["content-length"] ?? 0));
  }

  private tellHealth(response: ServerResponse): void {
    const { alive = () => true } = this.options;
    if (alive()) this.send(response, 200, { status: "alive" });
    else this.send(response, 503, { status: "hangs" });
  }

  private async reply(handler: Handler | undefined, url: URL, request: IncomingMessage): Promise<Reply> {
    if (handler === undefined) return { status: 404, body: { error: "not found" } };
    return handler(url, request);
  }

  private async tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url === "/healthz") return this.tellHealth(response);
    if (request.url !== "/metrics") return void this.send(response, 404, { error: "not found" });
    const { registry } = this.options.metrics;
    response.setHeader("content-type", registry.contentType);
    response.end(await registry.metrics());
  }

  /** @returns the size of the body. Unit: bytes. */
  private send(response: ServerResponse, status: number, body: unknown): number {
    const bytes = Buffer.from(JSON.stringify(body));
    if (this.draining) response.setHeader("connection", "close"); // or whoever keeps asking keeps the server open
    response.writeHead(status, { "content-type": "application/json", "content-length": bytes.length }).end(bytes);
    return bytes.length;
  }
}

/** What is no URL is no endpoint either. */
function urlOf({ url = "/" }: IncomingMessage): URL {
  return URL.canParse(url, "http://service") ? new URL(url, "http://service") : new URL("http://service");
}
