import { inspect } from "node:util";
import { expect, jest, test } from "@jest/globals";

const { filledWhenRead } = require("../../../review/engine/filled-when-read.cjs");

/** An object that gets `{ a: 1, list: [2] }`, and how often it was read. */
function filled() {
  const read = jest.fn(() => ({ a: 1, list: [2] }));
  return { object: filledWhenRead(read), read };
}

test.each<[string, (object: any) => unknown, unknown]>([
  ["read", (object) => object.a, 1],
  ["asked for a key", (object) => ["a" in object, "b" in object], [true, false]],
  ["enumerated", (object) => Object.keys(object), ["a", "list"]],
  ["copied", (object) => ({ ...object }), { a: 1, list: [2] }],
  ["written as JSON", (object) => JSON.stringify(object), '{"a":1,"list":[2]}'],
  ["printed", (object) => inspect(object), "{ a: 1, list: [ 2 ] }"],
  ["described", (object) => Object.getOwnPropertyDescriptor(object, "a")?.value, 1],
  ["changed", (object) => Object.assign(object, { a: 3 }), { a: 3, list: [2] }],
  ["defined anew", (object) => Object.defineProperty(object, "a", { value: 3 }), { a: 3, list: [2] }],
  ["made smaller", (object) => delete object.a && object, { list: [2] }],
  ["frozen", (object) => [Object.freeze(object), Object.isFrozen(object)], [{ a: 1, list: [2] }, true]],
  [
    "given a prototype",
    (object) => [Object.setPrototypeOf(object, { b: 4 }).b, Object.getPrototypeOf(object).b],
    [4, 4],
  ],
])("an object that is %s is filled by then, once", (_, use, result) => {
  const { object, read } = filled();
  expect(read).toHaveBeenCalledTimes(0);
  expect(use(object)).toEqual(result);
  expect([Object.keys(object).includes("list"), object.list, object.filling]).toEqual([true, [2], undefined]);
  expect(read).toHaveBeenCalledTimes(1);
});

test("an object is known to be one before it is filled", () => {
  const { object, read } = filled();
  expect([object instanceof Object, Object.getPrototypeOf(object) === Object.prototype]).toEqual([true, true]);
  expect(read).toHaveBeenCalledTimes(0);
});
