const Module = require("node:module");

/**
 * Gives `module` a stand-in that loads `file` when something of it is first asked for. Only for what was compiled from ECMAScript
 * modules: those who import it take its properties one by one.
 * @param load What would load it now.
 * @param replaced `(real)`: properties that are others than those of `real()`, which loads it.
 */
exports.loadLater = (module, file, load, replaced = () => ({})) => {
  let loaded;
  const real = () => {
    if (loaded !== undefined) return loaded.exports;
    const now = new Module(file, module.parent);
    now.filename = file;
    now.paths = module.paths;
    load(now, file);
    loaded = now;
    return now.exports;
  };
  module.exports = standIn(real, { __esModule: true, ...replaced(real) });
};

function standIn(real, known) {
  return new Proxy(
    { __esModule: true },
    {
      get: (_target, key) => (Object.hasOwn(known, key) ? known[key] : Reflect.get(real(), key)),
      has: (_target, key) => Reflect.has(real(), key),
      ownKeys: () => Reflect.ownKeys(real()),
      getOwnPropertyDescriptor: (_target, key) => {
        const descriptor = Reflect.getOwnPropertyDescriptor(real(), key);
        return descriptor && { ...descriptor, configurable: true }; // the stand-in has no such property to keep
      },
    },
  );
}
