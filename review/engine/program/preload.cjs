// Runs inside the program's process before anything else. It changes nothing that the program can observe, except that
// TypeScript can be required and that needless stack traces cost less.
const { writeSync } = require("node:fs");
const { Socket } = require("node:net");
const { patchModules } = require("../wire/patch-modules.cjs");
const { structsAsBytes } = require("../wire/struct-bytes.cjs");

/** Descriptor of the pipe to the engine: we write events to it, and its end means that the engine is gone. */
const PIPE = 3;

const report = (event) => {
  try {
    writeSync(PIPE, `${JSON.stringify(event)}\n`);
  } catch {
    // The engine is gone; the socket below ends the process.
  }
};

const exit = process.exit;
process.exit = (code) => {
  report({ kind: "exit", stack: new Error("process.exit").stack });
  return exit.call(process, code);
};

// Without a parent nobody would ever end a program that waits. The socket itself keeps no program alive.
const ends = () => exit.call(process, 1);
new Socket({ fd: PIPE }).on("error", ends).on("end", ends).resume().unref();

require("./engine-calls.cjs");
patchModules([["/google-protobuf/google/protobuf/struct_pb.js", structsAsBytes]]);
require("./lean-sdk.cjs");
require("./compiled.cjs").rememberCompiled(process.env);
if (process.env.P95_COMPILE_TYPESCRIPT === "true") require("./typescript-hook.cjs");
delete process.env.P95_COMPILE_TYPESCRIPT;
