// The SDK makes about fifteen promises for each output of each resource, and programs read few of them. Here an output is made
// when it is first looked at. Until then it is a stand-in that nothing can tell from it: it is what the resource's property holds,
// it answers every question by asking the real output, and it keeps its identity.
const { createRequire } = require("node:module");
const { inspect } = require("node:util");

/** By this key a stand-in gives the output that it stands for. */
const REAL = Symbol("output");

/**
 * Replaces `transferProperties` of the SDK's runtime/rpc.js, in `file`.
 * Source: https://github.com/pulumi/pulumi/blob/v3.239.0/sdk/nodejs/runtime/rpc.ts
 */
function unreadOutputs(exports, file) {
  const sdk = createRequire(file);
  const outputs = sdk("../output"); // still being loaded
  const { isGrpcError } = sdk("../errors");
  const { debugPromiseLeaks } = sdk("./debuggable");
  const state = sdk("./state");
  if (debugPromiseLeaks || typeof exports.transferProperties !== "function") return;

  exports.transferProperties = (onto, label, props) => {
    const resolvers = {};
    const { leakCandidates } = state.getStore();
    for (const key of Object.keys(props)) {
      if (key === "id" || key === "urn") continue; // set by others
      if (Object.hasOwn(onto, key)) throw new Error(`Property '${key}' is already initialized on target '${label}`);
      if (!outputs.Output.isInstance(props[key])) refuseUnprintable(props[key], outputs.OutputToStringError);
      const unread = new Unread(outputs.Output, onto);
      leakCandidates.add(unread); // what never settles is found at the end, read or not
      onto[key] = new Proxy(unread, STAND_IN);
      resolvers[key] = (value, isKnown, isSecret, dependencies = [], error) => {
        if (error && isGrpcError(error)) return;
        leakCandidates.delete(unread);
        if (error) unread.reject(error);
        else unread.resolve([value, isKnown, isSecret, dependencies]);
      };
    }
    return resolvers;
  };
}

/** The SDK puts each input into the text that would name a leaked promise, so one that has no text is an error of the program. */
function refuseUnprintable(input, OutputToStringError) {
  try {
    `${input}`.length;
  } catch (error) {
    if (!OutputToStringError.isInstance(error)) throw error;
  }
}

/** An output of `resource`: value, whether it is known, whether it is secret and what it depends on, which all arrive together. */
class Unread {
  constructor(Output, resource) {
    this.Output = Output;
    this.resource = resource;
    this.settled = undefined;
    this.waiting = undefined;
    this.made = undefined;
  }

  /** The output itself. */
  get output() {
    if (this.made === undefined) {
      const parts = this.settled ? this.settled.map((part) => Promise.resolve(part)) : this.wait();
      this.made = new this.Output(this.resource, ...parts);
    }
    return this.made;
  }

  wait() {
    const waiting = Array.from({ length: 4 }, () => {
      const deferred = {};
      deferred.promise = new Promise((resolve, reject) => Object.assign(deferred, { resolve, reject }));
      return deferred;
    });
    this.waiting = waiting;
    return waiting.map(({ promise }) => promise);
  }

  resolve(parts) {
    this.settled = parts;
    for (const [i, { resolve }] of this.waiting?.entries() ?? []) resolve(parts[i]);
    this.waiting = undefined;
  }

  /** Made even if nobody looked: an error that nobody handles ends the program. */
  reject(error) {
    this.made ??= new this.Output(this.resource, ...this.wait());
    for (const { reject } of this.waiting) reject(error);
  }

  /** What is printed is asked of the stand-in itself. */
  [inspect.custom]() {
    return this[REAL];
  }
}

const STAND_IN = {
  // The SDK asks every value whether it is an output: answered without making it.
  get: (unread, key) => (key === "__pulumiOutput" ? true : key === REAL ? unread.output : unread.output[key]),
  has: (unread, key) => key === "__pulumiOutput" || key in unread.output,
  set: ({ output }, key, value) => Reflect.set(output, key, value),
  deleteProperty: ({ output }, key) => Reflect.deleteProperty(output, key),
  defineProperty: ({ output }, key, descriptor) => Reflect.defineProperty(output, key, descriptor),
  ownKeys: ({ output }) => Reflect.ownKeys(output),
  getOwnPropertyDescriptor: ({ output }, key) => Reflect.getOwnPropertyDescriptor(output, key),
  getPrototypeOf: ({ Output }) => Output.prototype,
};

module.exports = { unreadOutputs };
