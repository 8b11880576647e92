import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { Ajv } from "ajv";
import { type ConfigurablePolicy, reconcile } from "../../../review/engine/analyzer-settings";

const policy = (
  name: string,
  parameters: ConfigurablePolicy["parameters"] = {},
  required: readonly string[] = [],
): ConfigurablePolicy => ({ ...{ name, parameters, required }, level: "advisory" });

const set = (parameters: Record<string, string | number>) => ({ level: undefined, parameters });

const compile = jest.spyOn(Ajv.prototype, "compile");
afterEach(() => {
  compile.mockClear();
});

describe("reconcile()", () => {
  const policies = [
    policy("plain"),
    policy("counts", { most: { type: "integer", default: 3 }, name: { type: "string" } }, ["name"]),
    policy("needs", {}, ["reason"]),
  ];

  it("checks what is given and what must be given, of every policy and layer", () => {
    const ofPack = { counts: set({ most: "three" }) };
    const ofUser = { counts: set({ name: 1 }), plain: set({ any: 1 }) };
    expect(() => reconcile("pack", policies, ofPack, ofUser)).toThrow(
      [
        'Cannot configure policy pack "pack"',
        "  counts.most: must be integer",
        "  counts.name: must be string",
        "  needs: must have required property 'reason'",
      ].join("\n"),
    );
  });

  it("checks the settings of the other side as well, though it compiles the schemas of an equal pack once", () => {
    const pack = () => [policy("plain"), policy("limits", { most: { type: "integer", maximum: 9 } })];
    expect(reconcile("pack", pack(), { limits: set({ most: 9 }) }).get("limits")?.parameters).toEqual({ most: 9 });
    expect(() => reconcile("pack", pack(), { limits: set({ most: 10 }) })).toThrow("limits.most: must be <= 9");
    expect(compile).toHaveBeenCalledTimes(1);
    const stricter = [policy("plain"), policy("limits", { most: { type: "integer", maximum: 8 } })];
    expect(() => reconcile("pack", stricter, { limits: set({ most: 9 }) })).toThrow("limits.most: must be <= 8");
  });

  it("lets two packs give different schemas the same identifier", () => {
    const pack = (type: string) => [policy("sizes", { size: { $id: "https://example.com/size", type } })];
    expect(() => reconcile("one", pack("string"), { sizes: set({ size: 1 }) })).toThrow("sizes.size: must be string");
    expect(() => reconcile("two", pack("number"), { sizes: set({ size: "1" }) })).toThrow("sizes.size: must be number");
  });

  it("compiles nothing for policies that take no parameters", () => {
    reconcile("pack", [policy("one"), policy("two")], { two: set({ any: 1 }) });
    expect(compile).not.toHaveBeenCalled();
  });
});
