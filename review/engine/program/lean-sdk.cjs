// Pulumi's SDK spends most of a preview's time on things that nobody reads: a stack trace for every promise, each frame of it
// mapped through source maps; a request to the engine for every debug message; two compilers that only the serialization of
// functions needs. Here it does without, and what a program can observe stays the same. See docs/measurements.md.
const Module = require("node:module");
const { createRequire } = Module;
const { pathToFileURL } = require("node:url");
const { inspect } = require("node:util");
const { patchModules } = require("../wire/patch-modules.cjs");
const { loadLater } = require("./load-later.cjs");
const { unreadOutputs } = require("./unread-outputs.cjs");

const PATCHES = [
  ["/@pulumi/pulumi/runtime/debuggable.js", leanPromises],
  ["/@pulumi/pulumi/resource.js", leanPositions],
  ["/@pulumi/pulumi/log/index.js", silentDebug],
  ["/@pulumi/pulumi/cmd/run/error.js", plainErrors],
  ["/@pulumi/pulumi/runtime/closure/v8Hooks.js", lateInspector],
  ["/@pulumi/pulumi/runtime/rpc.js", refuseCircles],
  ["/@pulumi/pulumi/runtime/rpc.js", unreadOutputs],
];

/**
 * Modules that are slow to load and that most programs never use; they load at their first use. Of a provider's package that is every
 * namespace: AWS has over two hundred, and hardly a program uses forty.
 */
const SELDOM = new RegExp(
  [
    "/@pulumi/pulumi/(typescript-shim|automation/index|provider/index)\\.js$",
    "/@npmcli/arborist/lib/index\\.js$",
    "/@pulumi/(?!pulumi/|policy/)[\\w-]+/([\\w.-]+/)+index\\.js$",
    "/@opentelemetry/(exporter-zipkin|instrumentation|instrumentation-grpc|resources|sdk-trace-\\w+)/build/src/index\\.js$",
  ].join("|"),
);

const load = Module._extensions[".js"];
Module._extensions[".js"] = (module, file) => {
  if (SELDOM.test(file)) loadLater(module, file, load);
  else load(module, file);
};
patchModules(PATCHES);

/** The trace of a promise is printed only by PULUMI_DEBUG_PROMISE_LEAKS. */
function leanPromises(exports) {
  const { debuggablePromise, debugPromiseLeaks } = exports;
  if (debugPromiseLeaks || typeof debuggablePromise !== "function") return;
  exports.debuggablePromise = (promise, context) => {
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = limit;
    }
  };
}

/** The engine drops debug messages; sending none saves several requests for each resource. */
function silentDebug(exports) {
  exports.debug = () => Promise.resolve();
}

/**
 * Node 20 needs minutes to colour a stack with a frame in "/node_modules/@scope/file", which is where the SDK's source maps say
 * that its own files are. Nobody sees the colours.
 */
function plainErrors(exports) {
  const { defaultErrorMessage } = exports;
  exports.defaultErrorMessage = (error) =>
    typeof error?.stack === "string" ? inspect(error) : defaultErrorMessage(error);
}

/**
 * The SDK turns V8's debugger on at the start, for programs that have functions to serialize, and every promise and every script
 * costs more from then on. Here the first such function does it; V8 tells of the scripts that it has already.
 * Source: https://github.com/pulumi/pulumi/blob/v3.239.0/sdk/nodejs/runtime/closure/v8Hooks.ts
 */
function lateInspector(exports) {
  const urls = new Map();
  let session;
  exports.isInitializedAsync = () => Promise.resolve();
  exports.getSessionAsync = () => {
    session ??= debugging(({ params: { scriptId, url } }) => urls.set(scriptId, url));
    return session;
  };
  exports.getScriptUrl = (id) => urls.get(id);
}

function debugging(onScript) {
  const { Session } = require("node:inspector");
  const session = new Session();
  session.connect();
  session.on("Debugger.scriptParsed", onScript);
  return new Promise((resolve, reject) => {
    session.post("Debugger.enable", (error) => (error ? reject(error) : resolve(session)));
  });
}

/** The SDK would follow an input that contains itself until the memory is full. */
function refuseCircles(exports) {
  for (const name of ["serializeProperties", "serializeResourceProperties"]) {
    const serialize = exports[name];
    if (typeof serialize !== "function") continue;
    exports[name] = async (label, properties, ...rest) => {
      const circle = circleIn(properties, []);
      if (circle !== undefined) throw new TypeError(`${label}: the input ${circle} contains itself`);
      return serialize(label, properties, ...rest);
    };
  }
}

/** Path of a value that is also one of its `ancestors`. What is read asynchronously or whole is not looked into. */
function circleIn(value, ancestors) {
  if (typeof value !== "object" || value === null || value.__pulumiOutput || value.__pulumiResource) return undefined;
  if (ancestors.includes(value)) return "";
  const within = [...ancestors, value];
  for (const key of Object.keys(value)) {
    const inside = circleIn(value[key], within);
    if (inside !== undefined) return inside === "" ? key : `${key}.${inside}`;
  }
  return undefined;
}

/** Of the stack of a resource only the first frame is read: the line that declares it. */
function leanPositions({ Resource }, file) {
  if (typeof Resource?.stackTrace !== "function") return;
  const { mapSourcePosition } = createRequire(file)("source-map-support");
  Resource.stackTrace = (skip) => {
    const frame = frameAbove(skip);
    const source = frame?.getFileName()?.replace(/^file:\/\//, "");
    if (!source?.startsWith("/")) return [];
    // V8 counts columns from 1, source maps from 0.
    const raw = { source, line: frame.getLineNumber(), column: frame.getColumnNumber() - 1 };
    const mapped = mapSourcePosition(raw);
    return [{ uri: pathToFileURL(mapped.source).href, line: mapped.line, column: mapped.column + 1 }];
  };
}

/** The frame that lies `depth` above the caller. */
function frameAbove(depth) {
  const { prepareStackTrace, stackTraceLimit } = Error;
  Error.stackTraceLimit = depth + 2;
  Error.prepareStackTrace = (_error, frames) => frames;
  try {
    return new Error().stack[depth + 1];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
    Error.stackTraceLimit = stackTraceLimit;
  }
}
