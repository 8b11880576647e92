const { createHash } = require("node:crypto");
const { transform } = require("sucrase");
const { version } = require("sucrase/package.json");

/** Jest transform over sucrase, the transpiler that also runs the program. It keeps line numbers and checks no types. */
module.exports = {
  getCacheKey: (source, path) => createHash("sha256").update(`${version}\0${path}\0${source}`).digest("hex"),
  process: (source, path) => transform(source, { transforms: ["typescript", "imports"], filePath: path }),
};
