import { afterEach } from "@jest/globals";
import { LoopbackServer } from "./loopback-server";

const started: LoopbackServer[] = [];
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
});

/** A server that is gone after the test that starts it. */
export async function startLoopback(...args: Parameters<typeof LoopbackServer.start>): Promise<LoopbackServer> {
  const server = await LoopbackServer.start(...args);
  started.push(server);
  return server;
}
