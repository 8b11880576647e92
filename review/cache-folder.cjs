const os = require("node:os");
const { isAbsolute, join, resolve } = require("node:path");

/**
 * Where p95 keeps what it can make again: `P95_CACHE`, else `p95` in the user's cache folder. Empty counts as not set.
 * @throws for a user without a home who sets neither.
 * Source: https://specifications.freedesktop.org/basedir-spec/latest/ ("All paths set in these environment variables must be absolute")
 */
exports.cacheFolder = ({ P95_CACHE, XDG_CACHE_HOME }) => {
  if (P95_CACHE) return resolve(P95_CACHE);
  const caches = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(os.homedir(), ".cache");
  return join(caches, "p95");
};
