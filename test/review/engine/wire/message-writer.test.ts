import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Properties } from "../../../../review/engine/values";
import { MessageWriter } from "../../../../review/engine/wire/message-writer.cjs";

/** The bytes of a struct. */
function written(properties: Properties): Buffer {
  const writer = new MessageWriter();
  writer.structFields(properties);
  return writer.bytes();
}

const properties = fc
  .jsonValue({ maxDepth: 4, stringUnit: "binary" })
  .map((value) => ({ value, b: [value], a: { nested: value } }) as Properties);

describe("a struct that is written", () => {
  it("is google-protobuf's, byte by byte", () => {
    fc.assert(
      fc.property(properties, (value) => {
        expect(written(value).equals(Struct.fromJavaScript(value).serializeBinary())).toBe(true);
      }),
    );
  });

  it("may be longer than a writer's first memory, and two may be written at once", () => {
    const long = { text: "ü".repeat(100_000), list: Array.from({ length: 30_000 }, (_, i) => i / 3) };
    const [first, second] = [new MessageWriter(), new MessageWriter()];
    first.struct(1, { inner: long });
    second.structFields(long);
    expect(second.bytes().equals(Struct.fromJavaScript(long).serializeBinary())).toBe(true);
    expect(first.bytes().includes(written(long))).toBe(true);
  });

  it.each([undefined, () => 1, Symbol("x"), 1n])(
    "refuses what JSON cannot say, as google-protobuf does: %p",
    (value) => {
      const both = [() => written({ value } as never), () => Struct.fromJavaScript({ value } as never)];
      for (const write of both) expect(write).toThrow("Unexpected struct type.");
    },
  );
});
