// Remembers what sucrase makes of a file, for the next process that needs the same file: the other side of a review, its policy
// pack, and every later preview. A process whose files are all known does not even load the compiler.
const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const { CompiledFolder } = require("./compiled-folder.cjs");
const { loadLater } = require("./load-later.cjs");

const SUCRASE = "/sucrase/dist/index.js";

/** Transforms that write the file's path into its code. */
const NAMES_FILE = ["jsx", "react-hot-loader"];

/**
 * `transform` of sucrase that looks into `folder` first.
 * @param version Of sucrase.
 * @param real Gives sucrase's own function, loading it if needed.
 * Source: https://github.com/alangpierce/sucrase/blob/v3.35.1/src/index.ts
 */
function remembering(folder, version, real) {
  return (code, options) => {
    if (typeof code !== "string" || !isKnownByContent(options)) return real()(code, options);
    const key = keyOf(code, options, version);
    const text = folder.read(key);
    if (text !== undefined) return withPlace(JSON.parse(text), options);
    const result = real()(code, options);
    folder.write(key, JSON.stringify(result));
    return result;
  };
}

/** Whether the path decides nothing but where the result says that it comes from. */
function isKnownByContent({ transforms, filePath, sourceMapOptions } = {}) {
  if (!Array.isArray(transforms) || transforms.some((transform) => NAMES_FILE.includes(transform))) return false;
  return sourceMapOptions === undefined || typeof filePath === "string";
}

function keyOf(code, options, version) {
  const { filePath: _, sourceMapOptions, ...others } = options;
  const decides = [version, others, sourceMapOptions !== undefined];
  return createHash("sha256").update(JSON.stringify(decides)).update("\0").update(code).digest("hex");
}

/** The same file may lie elsewhere by now. */
function withPlace(result, { filePath, sourceMapOptions }) {
  if (result.sourceMap === undefined) return result;
  const { sourceMap } = result;
  return {
    ...result,
    sourceMap: {
      ...sourceMap,
      file: sourceMapOptions.compiledFilename,
      sources: sourceMap.sources.map(() => filePath),
    },
  };
}

/** From now on every sucrase that this process loads remembers, whoever loads it and whichever version it is. */
function rememberCompiled(environment) {
  const folder = new CompiledFolder(environment);
  const load = Module._extensions[".js"];
  Module._extensions[".js"] = (module, file) => {
    if (!file.endsWith(SUCRASE)) return load(module, file);
    const { version } = JSON.parse(readFileSync(join(dirname(file), "../package.json"), "utf8"));
    loadLater(module, file, load, (real) => ({
      transform: remembering(folder, version, () => real().transform),
    }));
  };
}

module.exports = { remembering, rememberCompiled };
