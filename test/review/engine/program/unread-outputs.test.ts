import { inspect } from "node:util";
import { describe, expect, it } from "@jest/globals";
import * as pulumi from "@pulumi/pulumi";

const { unreadOutputs } = require("../../../../review/engine/program/unread-outputs.cjs");

type Resolve = (value: unknown, isKnown: boolean, isSecret: boolean, dependencies?: unknown[], error?: Error) => void;
type Transfer = (onto: object, label: string, inputs: object) => Record<string, Resolve>;

const file = require.resolve("@pulumi/pulumi/runtime/rpc");
const patched = { transferProperties: (): unknown => undefined };
unreadOutputs(patched, file);
const transfer = patched.transferProperties as Transfer;

/** A resource with one output `name`. */
function resource(input: unknown = "input") {
  const onto: { name?: any } = {};
  const { name: resolve } = transfer(onto, "a resource", { name: input, id: "", urn: "" });
  return { onto, output: onto.name, resolve: resolve! };
}

const unwrapped = (output: any) => output.promise(true);

describe("an output that nobody has looked at", () => {
  it("is the one that the property holds, and an output to everybody who asks", () => {
    const { onto, output } = resource();
    expect(Object.keys(onto)).toEqual(["name"]);
    expect(onto.name).toBe(output);
    expect(pulumi.Output.isInstance(output)).toBe(true);
    expect("__pulumiOutput" in output).toBe(true);
    expect(Object.getPrototypeOf(output)).toBe((pulumi.Output as any).prototype);
    expect(Object.keys(output)).toEqual(Object.keys(pulumi.output("x")));
    expect(inspect(output, { depth: 0 })).toBe(inspect(pulumi.output("x"), { depth: 0 }));
  });

  it.each(["before", "after"])(
    "has its value, secretness and dependencies if it is read %s they arrive",
    async (when) => {
      const { output, resolve } = resource();
      const early =
        when === "before" ? [unwrapped(output), output.isKnown, output.isSecret, output.allResources()] : [];
      resolve("value", true, true, []);
      const read =
        early.length > 0 ? early : [unwrapped(output), output.isKnown, output.isSecret, output.allResources()];
      const [value, isKnown, isSecret, resources] = await Promise.all(read);
      expect({ value, isKnown, isSecret, resources: [...(resources as Set<unknown>)].length }).toEqual({
        value: "value",
        isKnown: true,
        isSecret: true,
        resources: 1, // its own
      });
    },
  );

  it("lifts the properties of its value and can be applied", async () => {
    const { output, resolve } = resource();
    const lifted = output.inner;
    resolve({ inner: 7 }, true, false);
    expect(await unwrapped(lifted)).toBe(7);
    expect(await unwrapped(output.apply((value: { inner: number }) => value.inner + 1))).toBe(8);
  });

  it("stays unknown where it is unknown", async () => {
    const { output, resolve } = resource();
    resolve(undefined, false, false);
    expect(await output.isKnown).toBe(false);
  });
});

describe("an output that fails", () => {
  it("fails whoever reads it", async () => {
    const { output, resolve } = resource();
    const read = unwrapped(output);
    resolve(undefined, false, false, [], new Error("refused"));
    await expect(read).rejects.toThrow("refused");
    for (const part of [output.isKnown, output.isSecret, output.allResources()])
      await expect(part).rejects.toThrow("refused");
  });
});

it("refuses an input without a text, as the SDK does", () => {
  expect(() => resource(Symbol("x"))).toThrow(new TypeError("Cannot convert a Symbol value to a string"));
});

it("refuses a property that the resource has already", () => {
  expect(() => transfer({ name: "there" }, "a resource", { name: "new" })).toThrow(
    "Property 'name' is already initialized on target 'a resource",
  );
});
