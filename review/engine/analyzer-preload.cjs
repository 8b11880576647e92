// Runs inside a policy pack's process before anything else, after what a program's process gets as well. A pack is compiled as
// fast as a program is, and the SDK decodes the properties of a resource once and when they are read, not for each policy.
const Module = require("node:module");

const PATCHES = [
  ["/@pulumi/pulumi/cmd/run-policy-pack/run.js", withoutTsNode],
  ["/@pulumi/policy/deserialize.js", decodeWhenRead],
  ["/@pulumi/policy/protoutil.js", onlyFindings],
];

const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  load(module, file);
  for (const [ending, patch] of PATCHES) if (file.endsWith(ending)) patch(module.exports);
};

/** The runner would load a compiler and check the pack's types, which takes longer than the whole preview. */
function withoutTsNode(exports) {
  const { run } = exports;
  exports.run = (options) => run({ ...options, typeScript: false });
}

/**
 * Each policy still gets objects of its own: what is kept is only what `deserializeProperties` reads and copies. A policy that looks
 * at a few resources of a stack pays for those.
 */
function decodeWhenRead(exports) {
  const { deserializeProperties } = exports;
  const decoded = new WeakMap();
  const decode = (struct, proxySecrets) => {
    if (!decoded.has(struct)) decoded.set(struct, struct.toJavaScript());
    return deserializeProperties({ toJavaScript: () => decoded.get(struct) }, proxySecrets);
  };
  exports.deserializeProperties = (struct, proxySecrets) =>
    proxySecrets ? decode(struct, true) : filledWhenRead(() => decode(struct, false));
}

/** An object that gets its properties when the first of them is asked for. */
const filledWhenRead = (read) => new Proxy({}, new Filling(read));

/** Traps that are shared by all objects: each policy gets one object for each resource and one for its provider. */
class Filling {
  #read;

  constructor(read) {
    this.#read = read;
  }

  fill(object) {
    if (this.#read === undefined) return;
    Object.assign(object, this.#read());
    this.#read = undefined;
  }
}

for (const trap of ["get", "has", "set", "ownKeys", "getOwnPropertyDescriptor", "defineProperty", "deleteProperty"]) {
  Filling.prototype[trap] = function (object, ...rest) {
    this.fill(object);
    return Reflect[trap](object, ...rest);
  };
}

/** The engine counts the policies that do not apply to a resource, with a reason for each; nothing here reads them. */
function onlyFindings(exports) {
  const { makeAnalyzeResponse } = exports;
  exports.makeAnalyzeResponse = (findings) => makeAnalyzeResponse(findings);
}
