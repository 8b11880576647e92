const { homedir } = require("node:os");
const { join } = require("node:path");

/** Where p95 keeps what it can make again: `P95_CACHE`, else `p95` in the user's cache folder. */
exports.cacheFolder = (environment) =>
  environment.P95_CACHE ?? join(environment.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "p95");
