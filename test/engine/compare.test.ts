import { expect, test } from "@jest/globals";
import { type Properties, SECRET, SIGNATURE_KEY, UNKNOWN } from "../../review/engine/values";
import { type ComparisonRules, compare, PREVIEW_RULES, UP_RULES } from "./compare";
import { deployedRecords, type Records, type ResourceRecord } from "./records";

const URN = "urn:pulumi:dev::p::a:b:C::c";
const secret = (value: string) => ({ [SIGNATURE_KEY]: SECRET, value });

const records = (inputs: Properties, more: Partial<ResourceRecord> = {}): Records =>
  new Map([[URN, { urn: URN, inputs, outputs: {}, blinded: false, fields: {}, ...more }]]);

/** Paths that differ. */
const differing = (embedded: Records, real: Records, rules: ComparisonRules = PREVIEW_RULES) =>
  compare(embedded, real, rules).differences.map(({ path }) => path);

test("equal records agree, and each leaf is counted", () => {
  const one = () => records({ a: 1, b: { c: ["x", UNKNOWN, secret("s")] }, none: {} });
  expect(compare(one(), one(), PREVIEW_RULES)).toEqual({ resources: 1, values: 6, differences: [] });
});

test.each<[string, Properties, Properties, string[]]>([
  ["another value", { a: { b: [1] } }, { a: { b: [2] } }, ["inputs.a.b[0]"]],
  ["a value of another type", { a: 1 }, { a: "1" }, ["inputs.a"]],
  ["a value that is missing on one side", { a: 1 }, { b: 1 }, ["inputs.a", "inputs.b"]],
  ["null in place of nothing", { a: null }, {}, ["inputs.a"]],
  ["a list of another length", { a: [1] }, { a: [1, 2] }, ["inputs.a[1]"]],
  ["unknown in place of known", { a: UNKNOWN }, { a: "x" }, ["inputs.a"]],
  ["known in place of unknown", { a: "x" }, { a: UNKNOWN }, ["inputs.a"]],
  ["a secret that is none on the other side", { a: secret("x") }, { a: "x" }, ["inputs.a"]],
  ["a plain value that is secret on the other side", { a: "x" }, { a: secret("x") }, ["inputs.a"]],
  ["another secret", { a: secret("x") }, { a: secret("y") }, ["inputs.a"]],
])("%s is a difference", (_, embedded, real, paths) => {
  expect(differing(records(embedded), records(real))).toEqual(paths);
});

test("a resource that one side does not have is a difference", () => {
  expect(compare(records({}), new Map(), PREVIEW_RULES).differences).toEqual([
    { urn: URN, path: "", embedded: "declared" },
  ]);
  expect(compare(new Map(), records({}), PREVIEW_RULES).differences).toEqual([
    { urn: URN, path: "", real: "declared" },
  ]);
});

test("an option that one side does not record is a difference", () => {
  expect(differing(records({}, { fields: { protect: true } }), records({}))).toEqual(["protect"]);
});

test("where secrets are hidden they agree with whatever hides them, and with nothing else", () => {
  const hidden = (inputs: Properties) => records(inputs, { blinded: true });
  expect(differing(hidden({ a: secret("[secret]") }), records({ a: secret("x") }))).toEqual([]);
  expect(differing(hidden({ a: "db:[secret]" }), records({ a: "db:x" }))).toEqual([]);
  expect(differing(records({ a: secret("x") }), hidden({ a: "[secret]" }))).toEqual([]);
  expect(differing(hidden({ a: secret("[secret]") }), records({ a: "x" }))).toEqual(["inputs.a"]);
});

test("once created, an unknown value may be anything, but a known one has to come true", () => {
  expect(differing(records({ a: UNKNOWN, b: "x" }), records({ a: secret("s"), b: "y" }), UP_RULES)).toEqual([
    "inputs.b",
  ]);
});

test("once created, an unknown input may be gone with its dependencies, but not with those of others", () => {
  const fields = { dependencies: ["one", "two"], propertyDependencies: { gone: ["one"], stays: ["two"] } };
  const ours = records({ gone: UNKNOWN, stays: "x" }, { fields });
  const theirs = (dependencies: string[]) =>
    records({ stays: "x" }, { fields: { dependencies, propertyDependencies: { stays: ["two"] } } });
  expect(differing(ours, theirs(["two"]), UP_RULES)).toEqual([]);
  expect(differing(ours, theirs(["one"]), UP_RULES)).toEqual(["dependencies[1]"]);
});

test("dependencies are sets, and the id of a created provider does not count", () => {
  const resource = (dependencies: string[], id: string) => ({
    ...{ urn: URN, custom: true, type: "a:b:C", dependencies },
    provider: `urn:pulumi:dev::p::pulumi:providers:a::default::${id}`,
  });
  const ours = deployedRecords([resource(["one", "two"], UNKNOWN)]);
  const theirs = deployedRecords([resource(["two", "one"], "8f09d74b-0565-42c2-a468-2baf0046bbeb")]);
  expect(differing(ours, theirs)).toEqual([]);
});
