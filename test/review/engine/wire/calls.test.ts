import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import { type CallError, Calls } from "../../../../review/engine/wire/calls.cjs";
import { Services } from "../../../../review/engine/wire/services.cjs";

const open: Socket[] = [];
afterEach(() => {
  for (const socket of open.splice(0)) socket.destroy();
});

/** Both ends of a pipe. */
async function pipe(): Promise<[Socket, Socket]> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const near = connect((server.address() as { port: number }).port, "127.0.0.1");
  const [far] = (await once(server, "connection")) as [Socket];
  server.close();
  open.push(near, far);
  return [near, far];
}

/** Asks for `path`, and waits. */
const ask = (calls: Calls, path: string, message: Uint8Array = Buffer.alloc(0)) =>
  new Promise<Uint8Array>((resolve, reject) =>
    calls.call(path, message, (error, answer) => (error ? reject(error) : resolve(answer as Uint8Array))),
  );

/** A service of one method, `getRootResource`, that is answered by `handle`. */
async function serving(handle: (call: { request: messages.GetRootResourceRequest }, done: any) => void) {
  const [near, far] = await pipe();
  const services = new Services();
  services.addService(EngineService as never, { getRootResource: handle } as never);
  new Calls(far, (...call) => services.answer(...call));
  return { calls: new Calls(near), near, far };
}

const { path, requestSerialize, responseDeserialize } = EngineService.getRootResource;
const request = () => requestSerialize(new messages.GetRootResourceRequest());
const echo = (_call: unknown, done: (error: null, response: messages.GetRootResourceResponse) => void) =>
  done(null, new messages.GetRootResourceResponse().setUrn("urn:the-root"));

describe("a call over a pipe", () => {
  it("is answered by the service at the other end", async () => {
    const { calls } = await serving(echo);
    const answer = await ask(calls, path, request());
    expect(responseDeserialize(answer as Buffer).getUrn()).toBe("urn:the-root");
  });

  it("gets its own answer, in whatever order they come", async () => {
    const [near, far] = await pipe();
    const waiting: (() => void)[] = [];
    new Calls(far, (_path, message, done) => {
      waiting.push(() => done(null, message));
      if (waiting.length === 50) for (const answer of waiting.reverse()) answer();
    });
    const calls = new Calls(near);
    const texts = Array.from({ length: 50 }, (_, i) => String(i).repeat(i * 100));
    const answers = await Promise.all(texts.map((text) => ask(calls, "/echo", Buffer.from(text))));
    expect(answers.map(String)).toEqual(texts);
  });

  it("says when its message is on its way, which a slow reader of a large one delays", async () => {
    const [near, far] = await pipe();
    const events: string[] = [];
    const message = Buffer.alloc(32 << 20);
    const answer = new Promise<unknown>((resolve) =>
      new Calls(near).call("/stack", message, resolve, () => events.push("sent")),
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    events.push("read");
    new Calls(far, (_path, { length }, done) => {
      events.push(`answered ${length}`);
      done(null, Buffer.alloc(0));
    });
    await answer;
    expect(events).toEqual(["read", "sent", `answered ${message.length}`]);
  });

  it.each<[string, (call: unknown, done: (error: unknown) => void) => void, CallError]>([
    ["a status", (_, done) => done({ code: 3, details: "no such URN" }), { code: 3, details: "no such URN" }],
    [
      "an error with a code",
      (_, done) => done(Object.assign(new Error("no"), { code: 9 })),
      { code: 9, details: "no" },
    ],
    ["an error without one", (_, done) => done(new Error("no")), { code: 2, details: "no" }],
    ["nothing that says why", (_, done) => done({ details: "unheard" }), { code: 2, details: "Unknown Error" }],
    [
      "an exception",
      () => {
        throw new Error("secret");
      },
      { code: 2, details: "Unknown error" },
    ],
  ])("fails as in gRPC when the handler gives %s", async (_name, handle, expected) => {
    const { calls } = await serving(handle as never);
    await expect(ask(calls, path, request())).rejects.toEqual(expected);
  });

  it("fails as in gRPC where there is no such method, or the message is none of its", async () => {
    const { calls } = await serving(echo);
    await expect(ask(calls, "/pulumirpc.Engine/Nothing")).rejects.toEqual({
      ...{ code: 12, details: "The server does not implement the method /pulumirpc.Engine/Nothing" },
    });
    await expect(ask(calls, EngineService.log.path)).rejects.toMatchObject({ code: 12 });
    await expect(ask(calls, path, Buffer.from([0xff]))).rejects.toMatchObject({ code: 13 });
  });

  it("is answered once", async () => {
    const { calls } = await serving((call, done) => {
      echo(call, done);
      done({ code: 3, details: "too late" });
    });
    await ask(calls, path, request());
    const again = await ask(calls, path, request());
    expect(responseDeserialize(again as Buffer).getUrn()).toBe("urn:the-root");
  });

  it("can be cancelled, and a late answer is nobody's", async () => {
    let asked = (_answer: () => void): void => undefined;
    const arrived = new Promise<() => void>((resolve) => {
      asked = resolve;
    });
    const { calls } = await serving((call, done) => asked(() => echo(call, done)));
    const heard: unknown[] = [];
    const cancel = calls.call(path, request(), (error) => heard.push(error));
    const answer = await arrived;
    cancel();
    answer();
    await expect(ask(calls, "/pulumirpc.Engine/Nothing")).rejects.toMatchObject({ code: 12 }); // comes after it
    expect(heard).toEqual([{ code: 1, details: "Cancelled on client" }]);
  });

  it("fails when the other end is gone, whether it was asked before or after", async () => {
    const { calls, far } = await serving((): void => void far.destroy());
    const dropped = { code: 14, details: "Connection dropped" };
    await expect(ask(calls, path, request())).rejects.toEqual(dropped);
    await expect(ask(calls, path, request())).rejects.toEqual(dropped);
  });
});
