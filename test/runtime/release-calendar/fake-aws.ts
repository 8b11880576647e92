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

/**
 * The operations of EventBridge Scheduler that we use: it refuses what is there already, what is not there, what is not signed for
 * it, and a body that lacks a required field. Source: https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
 */
export class FakeScheduler {
  /** By group and name. */
  readonly schedules = new Map<string, Record<string, any>>();
  /** Answers instead, one for each of the next calls. */
  readonly next: Reply[] = [];

  readonly reply = ({ method, url, headers, body }: Asked): Reply => {
    if (this.next.length > 0) return this.next.shift();
    const { pathname, searchParams } = new URL(url, "http://localhost");
    const name = /^\/schedules\/([0-9a-zA-Z-_.]{1,64})$/.exec(pathname)?.[1];
    if (
      !/\/scheduler\/aws4_request, SignedHeaders=.*host.*, Signature=[0-9a-f]{64}$/.test(headers.authorization ?? "")
    ) {
      return refusal(403, "AccessDeniedException");
    }
    if (name === undefined) return refusal(400, "ValidationException");
    if (method === "DELETE") {
      const deleted = this.schedules.delete(`${searchParams.get("groupName")}/${name}`);
      return deleted ? { status: 200, body: {} } : refusal(404, "ResourceNotFoundException");
    }
    const schedule = JSON.parse(body) as Record<string, any>;
    const required = [
      schedule.FlexibleTimeWindow?.Mode,
      schedule.ScheduleExpression,
      schedule.Target?.Arn,
      schedule.Target?.RoleArn,
    ];
    if (required.includes(undefined)) return refusal(400, "ValidationException");
    const key = `${schedule.GroupName}/${name}`;
    if (method === "POST" && this.schedules.has(key)) return refusal(409, "ConflictException");
    if (method === "PUT" && !this.schedules.has(key)) return refusal(404, "ResourceNotFoundException");
    this.schedules.set(key, schedule);
    return { status: 200, body: { ScheduleArn: `arn:aws:scheduler:us-east-1:111122223333:schedule/${key}` } };
  };
}

export const refusal = (status: number, name: string): Reply => ({
  status,
  errorType: `${name}:http://internal.amazon.com/`,
  body: { Message: `${name} it is` },
});
