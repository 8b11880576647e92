// What the program asks of its engine goes over a pipe. Calls of any other kind, and calls of anybody else, stay with gRPC.
const { AsyncResource } = require("node:async_hooks");
const { createRequire } = require("node:module");
const { Socket } = require("node:net");
const { Calls } = require("../wire/calls.cjs");
const { patchModules } = require("../wire/patch-modules.cjs");

/** Descriptor of the pipe. */
const PIPE = 4;

/** As gRPC numbers it. Source: https://grpc.io/docs/guides/status-codes/ */
const INTERNAL = 13;

/** The address is what the program knows its engine by: host and port. */
const address = process.env.P95_ENGINE_ADDRESS;
delete process.env.P95_ENGINE_ADDRESS; // not for what the program starts
if (address !== undefined) patchModules([["/@grpc/grpc-js/build/src/client.js", overPipe]]);

/** Source: https://github.com/grpc/grpc-node/blob/%40grpc/grpc-js%401.14.x/packages/grpc-js/src/client.ts (makeUnaryRequest) */
function overPipe({ Client }, file) {
  const require = createRequire(file);
  const { ClientUnaryCallImpl, callErrorFromStatus } = require("./call");
  const { ConnectivityState } = require("./connectivity-state");
  const { Metadata } = require("./metadata");
  const calls = new Calls(new Socket({ fd: PIPE }));
  const overHttp = Client.prototype.makeUnaryRequest;
  const ours = new WeakMap();

  const isOurs = (client) => {
    if (!ours.has(client)) ours.set(client, client.getChannel().getTarget().endsWith(`:${address}`));
    return ours.get(client);
  };
  const isOpen = (client) => client.getChannel().getConnectivityState(false) !== ConnectivityState.SHUTDOWN;

  Client.prototype.makeUnaryRequest = function (path, serialize, deserialize, argument, ...rest) {
    if (!isOurs(this) || !isOpen(this)) {
      return overHttp.call(this, path, serialize, deserialize, argument, ...rest);
    }
    const { callback } = this.checkOptionalUnaryResponseArguments(...rest);
    const resource = new AsyncResource("P95_CALL"); // the callback runs in the context of its call, as gRPC's does
    const finish = (error, response) => resource.runInAsyncScope(callback, undefined, error, response);
    const fail = (status) => finish(callErrorFromStatus({ ...status, metadata: new Metadata() }, NO_STACK));
    const done = (error, message) => {
      if (error) return fail(error);
      let response;
      try {
        response = deserialize(message);
      } catch (reason) {
        return fail({ code: INTERNAL, details: `Response message parsing error: ${reason.message}` });
      }
      return finish(null, response);
    };
    const call = new ClientUnaryCallImpl();
    let message;
    try {
      message = serialize(argument);
    } catch (reason) {
      process.nextTick(fail, { code: INTERNAL, details: `Request message serialization failure: ${reason.message}` });
      return call;
    }
    const cancel = calls.call(path, message, done);
    call.call = { cancelWithStatus: cancel, getPeer: () => address, getAuthContext: () => null };
    return call;
  };
}

/** Where a call was made is a trace that nobody reads and that would be taken for each. */
const NO_STACK = "no stack trace available";
