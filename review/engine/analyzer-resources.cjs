// Resources of a stack as each of its policies gets them: objects of its own, which get their properties when the policy reads them.
// The SDK makes some twenty objects for each resource and policy, and a policy looks at a few resources.
const { createHash } = require("node:crypto");
const { createRequire } = require("node:module");
const { Filling, filledBy } = require("./filled-when-read.cjs");

/** Of the SDK's server: from the resources of a request to what a policy gets of them. */
const MADE_AT_ONCE = /const intermediates = \[\];.*?resources: intermediates\.map\(r => r\.resource\),/s;

/** Of what we know to make the same. Another version of the SDK keeps what it has. SHA-256. */
const KNOWN = "55a22b4bdc2b7abc50ccaaad02a8cfa24388d93f3d9f63e1b5805f2a4a610b10";

/** What the server notes about each policy that does not apply to a resource, with a reason; nothing here reads it. */
const NOTED = "function pushNotApplicable(notApplicable, policyName, reason) {";

/** The source of the SDK's server, changed. */
function leanServer(source) {
  return source.replace(NOTED, `${NOTED} return undefined;`).replace(MADE_AT_ONCE, (text) => {
    if (createHash("sha256").update(text).digest("hex") !== KNOWN) return text;
    const sdk = `{ ${READERS.join(", ")} }`;
    const lines = "\n".repeat(text.split("\n").length - 1); // so that all others stay where they are
    return `const args = { resources: require(${JSON.stringify(__filename)}).resourcesOf(resources, ${sdk}),${lines}`;
  });
}

/** What the SDK's server itself reads a resource with. */
const READERS = [
  ...["deserialize_1", "proxy_1", "isTypeOf", "getResourceOptions", "getProviderResource", "getPropertyDependencies"],
];

/** Patches `analyzer_pb.js` of the SDK: of a message about a resource, only what the resource is called is read at once. */
function resourcesAsBytes({ AnalyzerResource }, file) {
  const { BinaryReader } = createRequire(file)("google-protobuf");
  const { deserializeBinaryFromReader, prototype } = AnalyzerResource;
  const setters = { 1: prototype.setType, 3: prototype.setUrn, 4: prototype.setName };
  const unread = new WeakMap();

  AnalyzerResource.deserializeBinaryFromReader = (resource, reader) => {
    const start = reader.getCursor();
    while (reader.nextField()) {
      const setter = setters[reader.getFieldNumber()];
      if (setter === undefined) reader.skipField();
      else setter.call(resource, reader.readString());
    }
    unread.set(resource, reader.getBuffer().subarray(start, reader.getCursor()));
    return resource;
  };
  for (const name of OTHER_GETTERS) {
    const get = prototype[name];
    prototype[name] = function (...options) {
      const bytes = unread.get(this);
      unread.delete(this);
      if (bytes !== undefined) deserializeBinaryFromReader(this, new BinaryReader(bytes));
      return get.apply(this, options);
    };
  }
}

const OTHER_GETTERS = [
  ...["getProperties", "getOptions", "getProvider", "getParent", "getDependenciesList", "getPropertydependenciesMap"],
];

const stacks = new WeakMap();

/** For one policy. `messages` are the same array for all policies that judge a stack. */
function resourcesOf(messages, sdk) {
  let stack = stacks.get(messages);
  if (stack === undefined) {
    stack = knownOf(messages, sdk);
    stacks.set(messages, stack);
  }
  const resources = [];
  for (const known of stack) resources.push(filledBy(new Resource(known, resources, sdk)));
  return resources.slice(); // the policy may change its list
}

/** What is the same for all policies. */
function knownOf(messages, sdk) {
  const stack = messages.map((message) => new Known(message, sdk, (urns) => placesOf(urns)));
  const places = new Map(stack.map(({ urn }, i) => [urn, i]));
  const placesOf = (urns) => urns.map((urn) => places.get(urn)).filter((place) => place !== undefined);
  return stack;
}

/** What is the same for all policies about one resource. Other resources are given by their places in the stack. */
class Known {
  #related;

  constructor(message, sdk, placesOf) {
    this.message = message;
    this.type = message.getType();
    this.urn = message.getUrn();
    this.name = message.getName();
    this.#related = () => ({
      parent: placesOf([message.getParent()])[0],
      dependencies: placesOf(message.getDependenciesList()),
      sources: Object.entries(sdk.getPropertyDependencies(message)).map(([property, urns]) => [
        property,
        placesOf(urns),
      ]),
    });
  }

  get related() {
    const related = this.#related();
    this.#related = () => related;
    return related;
  }
}

/** The traps of one resource of one policy. */
class Resource extends Filling {
  #known;

  constructor(known, resources, sdk) {
    super(() => propertiesOf(known, resources, sdk));
    this.#known = known;
  }

  /** Every policy asks every resource for its type. */
  get(object, key, receiver) {
    if (!this.isFilled && (key === "type" || key === "urn" || key === "name")) return this.#known[key];
    return super.get(object, key, receiver);
  }
}

/** What the SDK makes of one resource, in its order. */
function propertiesOf({ message, type, urn, name, related }, resources, sdk) {
  const { isTypeOf } = sdk;
  const props = sdk.proxy_1.unknownCheckingProxy(
    sdk.deserialize_1.deserializeProperties(message.getProperties(), false),
  );
  const { parent, dependencies, sources } = related;
  const at = (places) => places.map((place) => resources[place]);
  const provider = sdk.getProviderResource(message);
  return {
    ...{ type, props, urn, name, opts: sdk.getResourceOptions(message) },
    dependencies: at(dependencies),
    propertyDependencies: Object.fromEntries(sources.map(([property, places]) => [property, at(places)])),
    isType: (resourceClass) => isTypeOf(type, resourceClass),
    asType: (resourceClass) => (isTypeOf(type, resourceClass) ? props : undefined),
    ...(provider && { provider }),
    ...(parent !== undefined && { parent: resources[parent] }),
  };
}

module.exports = { leanServer, resourcesAsBytes, resourcesOf };
