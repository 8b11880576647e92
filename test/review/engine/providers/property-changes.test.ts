import { expect, test } from "@jest/globals";
import { propertyChanges } from "../../../../review/engine/providers/property-changes";
import {
  ASSET,
  makeSecret,
  type Properties,
  RESOURCE,
  SIGNATURE_KEY,
  UNKNOWN,
  type Value,
} from "../../../../review/engine/values";

const asset = (hash: string, path: string) => ({ [SIGNATURE_KEY]: ASSET, hash, path });
const reference = (urn: string, id?: string): Value => ({ [SIGNATURE_KEY]: RESOURCE, urn, ...(id ? { id } : {}) });

test.each<[string, Value | undefined, Value | undefined, string[]]>([
  ["equal values", [{ a: 1 }], [{ a: 1 }], []],
  ["a value that is new", undefined, 1, ["add x"]],
  ["a value that is gone", 1, undefined, ["delete x"]],
  ["another value", 1, 2, ["update x"]],
  ["another kind of value", { a: 1 }, [1], ["update x"]],
  ["null for nothing", null, undefined, []],
  ["nested values", { a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, ["update x.a.c"]],
  ["a key with a dot", {}, { "a.b": 1, 'c"': 2 }, ['add x["a.b"]', 'add x["c\\""]']],
  ["an empty key", {}, { "": 1 }, ['add x[""]']],
  ["a longer list", [1], [1, 2], ["add x[1]"]],
  ["a shorter list", [1, 2], [3], ["update x[0]", "delete x[1]"]],
  ["a value that became secret", "a", makeSecret("a"), []],
  ["a secret that changed", makeSecret("a"), makeSecret("b"), ["update x"]],
  ["a value that is not known yet", "a", UNKNOWN, ["update x"]],
  ["a file that moved", asset("1", "a"), asset("1", "b"), []],
  ["a file that changed", asset("1", "a"), asset("2", "a"), ["update x"]],
  ["the same resource", reference("a", "1"), reference("a", "1"), []],
  ["the same resource, created anew", reference("a", "1"), reference("a", "2"), ["update x"]],
  ["an object for a resource", { urn: "a" }, reference("a"), ["update x"]],
])("%s", (_name, before, after, expected) => {
  const properties = (value: Value | undefined): Properties => (value === undefined ? {} : { x: value });
  const changes = propertyChanges(properties(before), properties(after));
  expect(changes.map(({ kind, path }) => `${kind} ${path}`)).toEqual(expected);
});
