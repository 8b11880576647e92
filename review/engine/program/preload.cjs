// Runs inside the program's process before anything else. It changes nothing that the program can observe, except that
// TypeScript can be required and that needless stack traces cost less.
const { isMainThread } = require("node:worker_threads");
const { patchModules } = require("../wire/patch-modules.cjs");
const { structsAsBytes } = require("../wire/struct-bytes.cjs");
const { forkedWithout } = require("./forked-without.cjs");

// The pipes are this process's: not its threads', which run this file as well, nor those of what it forks, which would.
process.execArgv = forkedWithout(process.execArgv);
if (isMainThread) require("./engine-pipe.cjs");
if (isMainThread) require("./engine-calls.cjs");
patchModules([["/google-protobuf/google/protobuf/struct_pb.js", structsAsBytes]]);
require("./lean-sdk.cjs");
require("./compiled.cjs").rememberCompiled(process.env);
if (process.env.P95_COMPILE_TYPESCRIPT === "true") require("./typescript-hook.cjs");
delete process.env.P95_COMPILE_TYPESCRIPT;
