import { describe, expect, it } from "@jest/globals";
import {
  ASSET,
  collectDependencies,
  containsSecret,
  containsUnknown,
  downgradeOutputs,
  makeSecret,
  OUTPUT,
  revealSecrets,
  SECRET,
  SIGNATURE_KEY,
  UNKNOWN,
  upgradeOutputs,
  type Value,
} from "../../../review/engine/values";

const secret = (value: Value) => ({ [SIGNATURE_KEY]: SECRET, value });
const output = (fields: { [key: string]: Value }) => ({ [SIGNATURE_KEY]: OUTPUT, ...fields });
const asset = { [SIGNATURE_KEY]: ASSET, hash: "h", text: "hello" };

describe("containsUnknown() and containsSecret()", () => {
  it.each<[string, Value | undefined, boolean, boolean]>([
    ["nothing", undefined, false, false],
    ["a text", "known", false, false],
    ["an unknown", UNKNOWN, true, false],
    ["an unknown deep inside", { a: [{ b: UNKNOWN }] }, true, false],
    ["a secret", secret("x"), false, true],
    ["an unknown secret", [secret(UNKNOWN)], true, true],
    ["an unknown output", output({}), true, false],
    ["a secret output", output({ value: 1, secret: true }), false, true],
    ["an asset", asset, false, false],
  ])("see %s", (_, value, unknown, secretive) => {
    expect([containsUnknown(value), containsSecret(value)]).toEqual([unknown, secretive]);
  });
});

describe("downgradeOutputs()", () => {
  it.each<[string, Value, Value]>([
    ["a known output becomes its value", output({ value: "x", dependencies: ["urn:1"] }), "x"],
    ["an unknown output becomes unknown", output({}), UNKNOWN],
    ["a secret output becomes a secret", output({ value: "x", secret: true }), secret("x")],
    ["an unknown secret output becomes a secret unknown", output({ secret: true }), secret(UNKNOWN)],
    ["outputs inside lists and tables are found", { a: [output({ value: 1 })] }, { a: [1] }],
    ["other marks stay", { a: asset }, { a: asset }],
  ])("%s", (_, value, expected) => {
    expect(downgradeOutputs(value)).toEqual(expected);
  });
});

describe("upgradeOutputs()", () => {
  it.each<[string, Value, string[], Value]>([
    ["a plain value without dependencies stays", "x", [], "x"],
    [
      "a plain value takes dependencies",
      "x",
      ["urn:b", "urn:a"],
      output({ value: "x", dependencies: ["urn:a", "urn:b"] }),
    ],
    ["a secret becomes a secret output", secret("x"), [], output({ value: "x", secret: true })],
    ["an unknown becomes an output without value", UNKNOWN, ["urn:a"], output({ dependencies: ["urn:a"] })],
    ["a secret unknown becomes both", secret(UNKNOWN), [], output({ secret: true })],
    [
      "known dependencies are kept",
      output({ value: 1, dependencies: ["urn:a"] }),
      ["urn:b"],
      output({ value: 1, dependencies: ["urn:a", "urn:b"] }),
    ],
  ])("%s", (_, value, dependencies, expected) => {
    expect(upgradeOutputs(value, dependencies)).toEqual(expected);
  });

  it("is undone by downgradeOutputs()", () => {
    const value = { a: secret("x"), b: [UNKNOWN, secret(UNKNOWN)], c: asset };
    expect(downgradeOutputs(upgradeOutputs(value, ["urn:a"]))).toEqual(value);
  });
});

it("collectDependencies() finds those of outputs at any depth", () => {
  const urns = new Set<string>();
  collectDependencies(
    [{ a: output({ value: { b: output({ dependencies: ["urn:1"] }) }, dependencies: ["urn:2"] }) }],
    urns,
  );
  expect([...urns].sort()).toEqual(["urn:1", "urn:2"]);
});

it("makeSecret() marks once", () => {
  expect(makeSecret(makeSecret("x"))).toEqual(secret("x"));
});

it("revealSecrets() takes every mark off, also inside another", () => {
  expect(revealSecrets({ a: secret({ b: secret("x") }), c: asset })).toEqual({ a: { b: "x" }, c: asset });
});
