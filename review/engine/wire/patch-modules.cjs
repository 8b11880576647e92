// Changes modules of packages when they are loaded.
const Module = require("node:module");

/** @param patches pairs of the end of a module's path and what is done with its exports: `patch(exports, file)`. */
function patchModules(patches) {
  const load = Module._extensions[".js"];
  Module._extensions[".js"] = (module, file) => {
    load(module, file);
    for (const [ending, patch] of patches) if (file.endsWith(ending)) patch(module.exports, file);
  };
}

module.exports = { patchModules };
