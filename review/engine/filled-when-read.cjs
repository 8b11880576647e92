// Objects of a policy pack's process that get their properties when the first of them is asked for.
const { inspect } = require("node:util");

/** What stands behind the proxy until then. What prints an object looks there, and asks for this first. */
class Unfilled {
  constructor(filling) {
    this.filling = filling;
  }

  get [inspect.custom]() {
    this.filling.fill(this);
    return undefined;
  }
}

/** Traps that are shared by all objects: each policy gets one object for each resource and one for its provider. */
class Filling {
  #read;

  /** @param read gives the properties; called once at most. */
  constructor(read) {
    this.#read = read;
  }

  get isFilled() {
    return this.#read === undefined;
  }

  fill(object) {
    const read = this.#read;
    if (read === undefined) return;
    this.#read = undefined;
    delete object.filling;
    Object.assign(Object.setPrototypeOf(object, Object.prototype), read());
  }

  /** The SDK asks whether something is an object before it hands it on. */
  getPrototypeOf(object) {
    return this.isFilled ? Reflect.getPrototypeOf(object) : Object.prototype;
  }
}

const TRAPS = [
  ...["get", "has", "set", "ownKeys", "getOwnPropertyDescriptor", "defineProperty", "deleteProperty"],
  ...["setPrototypeOf", "preventExtensions"],
];
for (const trap of TRAPS) {
  Filling.prototype[trap] = function (object, ...rest) {
    this.fill(object);
    return Reflect[trap](object, ...rest);
  };
}

/** An object with the traps of `filling`. */
const filledBy = (filling) => new Proxy(new Unfilled(filling), filling);

/** An object with the properties of what `read` returns. */
const filledWhenRead = (read) => filledBy(new Filling(read));

module.exports = { Filling, filledBy, filledWhenRead };
