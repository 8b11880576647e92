// Lets `require` load TypeScript. Lines stay where they are, so errors and source positions need no source maps.
const { addHook } = require("pirates");
const { compile } = require("./compile.cjs");

addHook((code, file) => compile(code, file, ["typescript", "imports"]), {
  exts: [".ts", ".tsx", ".cts", ".mts"],
  ignoreNodeModules: true,
});
