import { expect, test } from "@jest/globals";
import { CheckRequest, CreateRequest } from "@pulumi/pulumi/proto/provider_pb";
import { fieldsOf, messageOf, textOf } from "../../../../review/engine/providers/wire";

test("fields of every wire type are found or passed over", () => {
  const request = new CreateRequest().setUrn("urn:ü").setTimeout(1.5).setPreview(true).setName("n");
  const fields = fieldsOf(Buffer.from(request.serializeBinary()));
  expect([...fields]).toEqual([
    [1, Buffer.from("urn:ü")],
    [4, 1],
    [5, Buffer.from("n")],
  ]);
  expect(textOf(fields, 1)).toBe("urn:ü");
  expect(textOf(fields, 7)).toBe("");
});

test.each([0, 127, 128, 16_383, 16_384, 3_000_000])("content of %d bytes is read back by protobuf", (length) => {
  const message = messageOf([1, Buffer.alloc(length, "x")], [6, Buffer.from("name")]);
  const request = CheckRequest.deserializeBinary(message);
  expect([request.getUrn().length, request.getName()]).toEqual([length, "name"]);
  expect(textOf(fieldsOf(message), 1)).toHaveLength(length);
});

test.each([
  ["a number without end", [8, 255], "The message ends inside a number"],
  ["content without end", [10, 5, 1], "Field 1 is longer than its message"],
  ["a wire type that does not exist", [15], "Field 1 has the unknown wire type 7"],
])("%s is refused", (_name, bytes, message) => {
  expect(() => fieldsOf(Buffer.from(bytes))).toThrow(message);
});
