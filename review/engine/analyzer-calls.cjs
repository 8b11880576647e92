// A policy pack answers its engine over a pipe, with the handlers that it gives to its gRPC server.
const { Socket } = require("node:net");
const { isMainThread } = require("node:worker_threads");
const { Calls } = require("./wire/calls.cjs");
const { patchModules } = require("./wire/patch-modules.cjs");
const { Services } = require("./wire/services.cjs");

/** Descriptor of the pipe. */
const PIPE = 4;

const services = new Services();
if (isMainThread) {
  new Calls(new Socket({ fd: PIPE }), (...call) => services.answer(...call));
  patchModules([["/@grpc/grpc-js/build/src/server.js", alsoOverPipe]]);
}

function alsoOverPipe({ Server }) {
  const { addService } = Server.prototype;
  Server.prototype.addService = function (service, implementation) {
    addService.call(this, service, implementation);
    services.addService(service, implementation);
  };
}
