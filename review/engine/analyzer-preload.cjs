// Runs inside a policy pack's process before anything else, after what a program's process gets as well. A pack is compiled as
// fast as a program is, and the SDK reads of a resource what a policy asks for, once, not everything for each policy.
const { addHook } = require("pirates");
const { leanServer, resourcesAsBytes } = require("./analyzer-resources.cjs");
const { filledWhenRead } = require("./filled-when-read.cjs");
const { patchModules } = require("./wire/patch-modules.cjs");

patchModules([
  ["/@pulumi/pulumi/cmd/run-policy-pack/run.js", withoutTsNode],
  ["/@pulumi/policy/deserialize.js", decodeWhenRead],
  ["/@pulumi/pulumi/proto/analyzer_pb.js", resourcesAsBytes],
]);
addHook(leanServer, { matcher: (file) => file.endsWith("/@pulumi/policy/server.js"), ignoreNodeModules: false });

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
