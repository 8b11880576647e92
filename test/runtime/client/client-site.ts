import { createHash } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientAsset, cacheControlOf } from "../../../components/cdn/client-asset";

export interface Visit {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly status: number;
}

/** What the CDN and the API are to a browser, on the loopback: files by the headers of their kind, and answers that a test sets. */
export class ClientSite {
  readonly visits: Visit[] = [];
  /** Answers of the API by path. */
  readonly api = new Map<string, { readonly body: unknown; readonly cacheControl: string }>();
  private server: Server | undefined;
  private port = 0;
  private readonly files = new Map<string, ClientAsset>();

  constructor(private readonly headers: Readonly<Record<string, string>>) {}

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Puts a build's files beside those of earlier ones, as the bucket keeps them. */
  publish(assets: readonly ClientAsset[]): void {
    for (const asset of assets) this.files.set(`/${asset.key}`, asset);
  }

  /** Is there, at the same address each time. */
  async open(): Promise<void> {
    const server = createServer((request, response) => {
      const path = (request.url ?? "").split("?", 1)[0]!;
      this.answer(path, request.headers, response);
      this.visits.push({ path, headers: request.headers, status: response.statusCode });
    });
    await new Promise<void>((resolve) => server.listen(this.port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
  }

  /** Is gone: connections are refused. */
  async shut(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (server === undefined) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  /** Paths asked for since the last time, sorted. */
  asked(): string[] {
    return this.visits
      .splice(0)
      .map(({ path }) => path)
      .sort();
  }

  private answer(path: string, asked: IncomingHttpHeaders, response: ServerResponse): void {
    for (const [name, value] of Object.entries(this.headers)) response.setHeader(name, value);
    const api = this.api.get(path);
    const file = this.files.get(path === "/" ? "/index.html" : path);
    if (api !== undefined) {
      response.writeHead(200, { "content-type": "application/json", "cache-control": api.cacheControl });
      response.end(JSON.stringify(api.body));
    } else if (file !== undefined) {
      const etag = `"${createHash("sha256").update(file.content).digest("hex").slice(0, 32)}"`;
      const headers = { "content-type": file.contentType, "cache-control": cacheControlOf(file.kind), etag };
      if (asked["if-none-match"] === etag) response.writeHead(304, headers).end();
      else response.writeHead(200, headers).end(file.content);
    } else response.writeHead(404).end("no such page");
  }
}
