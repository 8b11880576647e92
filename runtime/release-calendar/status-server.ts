import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Status {
  readonly alive: boolean;
  readonly ready: boolean;
}

export interface MetricsText {
  text(): Promise<string>;
  readonly contentType: string;
}

/** Tells health and metrics, and nothing else. @returns the server and the port that it listens on. */
export async function serveStatus(
  port: number,
  status: Status,
  metrics: MetricsText,
): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer((request, response) => {
    const path = (request.url ?? "").split("?", 1)[0];
    if (request.method !== "GET") answer(response, 405, "GET only\n");
    else if (path === "/healthz") answer(response, status.alive ? 200 : 503, status.alive ? "ok\n" : "hangs\n");
    else if (path === "/readyz") answer(response, status.ready ? 200 : 503, status.ready ? "ok\n" : "not ready\n");
    else if (path === "/metrics") {
      metrics.text().then(
        (text) => answer(response, 200, text, metrics.contentType),
        (error) => answer(response, 500, `${error}\n`),
      );
    } else answer(response, 404, "no such page\n");
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, resolve);
  });
  return { server, port: (server.address() as AddressInfo).port };
}

function answer(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, { "content-type": type, "cache-control": "no-store" }).end(body);
}
