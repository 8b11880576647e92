import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What a server answers; `undefined` breaks the connection. */
export type Reply = { readonly status: number; readonly body: unknown; readonly errorType?: string } | undefined;

/** A server on a free port of the loopback that records what it is asked. */
export class LoopbackServer {
  readonly asked: Asked[] = [];
  private constructor(private readonly server: Server) {}

  static async start(reply: (asked: Asked) => Reply): Promise<LoopbackServer> {
    const server = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const asked = { method: request.method!, url: request.url!, headers: request.headers, body };
      loopback.asked.push(asked);
      const answer = reply(asked);
      if (answer === undefined) return void request.socket.destroy();
      const errorType = answer.errorType === undefined ? {} : { "x-amzn-errortype": answer.errorType };
      response.writeHead(answer.status, { "content-type": "application/json", ...errorType });
      response.end(typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body));
    });
    const loopback = new LoopbackServer(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return loopback;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }
}

/** As AWS refuses. */
export const refusal = (status: number, name: string): Reply => ({
  status,
  errorType: `${name}:http://internal.amazon.com/`,
  body: { Message: `${name} it is` },
});
