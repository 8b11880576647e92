// Entry point of the pack. Pulumi would send every file through ts-node, which checks types that are checked already, for as
// long as the rest of a preview takes.
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { sep } = require("node:path");
const { transform } = require("sucrase");

const loadOther = Module._extensions[".ts"];
Module._extensions[".ts"] = (module, file) => {
  const own = file.startsWith(__dirname + sep) && !file.includes(`${sep}node_modules${sep}`, __dirname.length);
  if (!own && loadOther !== undefined) return loadOther(module, file);
  const source = readFileSync(file, "utf8");
  module._compile(
    transform(source, { transforms: ["typescript", "imports"], disableESTransforms: true, filePath: file }).code,
    file,
  );
};

require("./pack.ts");
