import { describe, expect, it } from "@jest/globals";
import { RegisterResourceRequest } from "@pulumi/pulumi/proto/resource_pb";
import fc from "fast-check";
import { Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../../../review/engine/values";

const { structsAsBytes } = require("../../../../review/engine/wire/struct-bytes.cjs");
const { readStruct } = require("../../../../review/engine/wire/struct-reader.cjs");

const file = "google-protobuf/google/protobuf/struct_pb";
const stockBytes = (object: Properties) => Struct.fromJavaScript(object).serializeBinary();

/** What google-protobuf makes of these, before it is patched. */
const samples = fc
  .sample(fc.jsonValue({ maxDepth: 4, stringUnit: "binary" }), { numRuns: 200, seed: 9 })
  .map((value) => ({ value, b: [value], a: { nested: value }, "": null }) as Properties)
  .map((object) => {
    const bytes = stockBytes(object);
    return { object, bytes, read: Struct.deserializeBinary(bytes).toJavaScript(), keys: JSON.stringify(object) };
  });
const stockFields = Struct.fromJavaScript({ b: [1, { c: null }], a: "x" }).toObject();
structsAsBytes(require(file), require.resolve(file));

describe("a struct that is its bytes", () => {
  it("is written and read as google-protobuf does it, keys in its order", () => {
    for (const { object, bytes, read } of samples) {
      const struct = Struct.fromJavaScript(object as never);
      expect(Buffer.from(struct.serializeBinary()).equals(bytes)).toBe(true);
      for (const made of [struct, Struct.deserializeBinary(bytes)]) {
        expect(JSON.stringify(made.toJavaScript())).toBe(JSON.stringify(read));
      }
    }
  });

  it("gives its fields one by one, and takes others", () => {
    const struct = Struct.fromJavaScript({ b: [1, { c: null }], a: "x" });
    expect(struct.toObject()).toEqual(stockFields);
    struct.getFieldsMap().set("z", Value.fromJavaScript(true));
    const again = Struct.deserializeBinary(struct.serializeBinary());
    for (const each of [struct, again]) expect(each.toJavaScript()).toEqual({ a: "x", b: [1, { c: null }], z: true });
  });

  it("travels inside other messages, between other fields", () => {
    const request = new RegisterResourceRequest();
    request.setType("a:b:C").setName("name").setVersion("1.0.0");
    request.setObject(Struct.fromJavaScript({ list: [1, [], {}, "ü"] }));
    request.setReplacementTrigger(Value.fromJavaScript({ inner: { deep: [true] } }));
    const read = RegisterResourceRequest.deserializeBinary(request.serializeBinary());
    expect([read.getType(), read.getName(), read.getVersion()]).toEqual(["a:b:C", "name", "1.0.0"]);
    expect(read.getObject()?.toJavaScript()).toEqual({ list: [1, [], {}, "ü"] });
    expect(read.getReplacementTrigger()?.toJavaScript()).toEqual({ inner: { deep: [true] } });
  });

  it("is empty where there is nothing", () => {
    expect(Struct.deserializeBinary(new Uint8Array()).toJavaScript()).toEqual({});
    expect(new Struct().toJavaScript()).toEqual({});
  });

  it("of another writer may have its keys in any order, fields that nobody knows, and of equal keys the last", () => {
    const field = (key: string, value: number[]) => [
      0x0a,
      5 + value.length,
      0x0a,
      1,
      key.charCodeAt(0),
      0x12,
      value.length,
      ...value,
    ];
    const unknown = [0x38, 0x96, 0x01, 0x41, 0, 0, 0, 0, 0, 0, 0, 0, 0x45, 0, 0, 0, 0, 0x4a, 1, 0];
    const bytes = Buffer.from([
      ...field("b", [0x20, 1]),
      ...unknown,
      ...field("a", [0x08, 0]),
      ...field("b", [0x20, 0]),
    ]);
    expect(JSON.stringify(readStruct(bytes))).toBe('{"a":null,"b":false}');
  });

  it.each([
    ["cut off in a text", [0x0a, 9, 0x0a, 7, 65]],
    ["cut off in a number", [0x0a]],
    ["of a wire type that there is not", [0x0f, 0]],
    ["with a value of no kind", [0x0a, 5, 0x0a, 1, 65, 0x12, 0]],
  ])("is refused when it is %s", (_name, bytes) => {
    expect(() => readStruct(Buffer.from(bytes as number[]))).toThrow(/struct/);
  });
});
