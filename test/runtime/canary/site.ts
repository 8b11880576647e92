import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";

/** A site on a free port of this machine. */
export interface Site {
  readonly baseUrl: string;
  /** `<method> <path> <user-agent>` of each request so far. */
  readonly seen: readonly string[];
  close(): Promise<void>;
}

export async function startSite(answer: RequestListener): Promise<Site> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers["user-agent"]}`);
    answer(request, response);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
