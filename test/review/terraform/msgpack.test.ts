import { describe, expect, test } from "@jest/globals";
import { type CtyValue, UNKNOWN_VALUE } from "../../../review/terraform/cty";
import { decode, encode } from "../../../review/terraform/msgpack";

const hex = (value: CtyValue) => encode(value).toString("hex");
const fromHex = (text: string) => decode(Buffer.from(text, "hex"));

describe("MessagePack", () => {
  // Bytes by https://github.com/msgpack/msgpack/blob/master/spec.md
  test.each<[CtyValue, string]>([
    [null, "c0"],
    [false, "c2"],
    [true, "c3"],
    [0, "00"],
    [127, "7f"],
    [128, "d30000000000000080"],
    [-1, "d3ffffffffffffffff"],
    [0.5, "cb3fe0000000000000"],
    ["", "a0"],
    ["a", "a161"],
    [[], "90"],
    [[1, "a"], "9201a161"],
    [{ a: null }, "81a161c0"],
    [UNKNOWN_VALUE, "d40000"],
  ])("writes %p as %s and reads it back", (value, bytes) => {
    expect(hex(value)).toBe(bytes);
    expect(fromHex(bytes)).toEqual(value);
  });

  test.each([
    ["a text of 31 bytes", "x".repeat(31)],
    ["a text of 32 bytes", "x".repeat(32)],
    ["a text of 70,000 bytes", "é".repeat(35_000)],
    ["15 elements", Array.from({ length: 15 }, (_, i) => i)],
    ["16 elements", Array.from({ length: 16 }, (_, i) => i)],
    ["16 names", Object.fromEntries(Array.from({ length: 16 }, (_, i) => [`name${i}`, i * 1_000_000]))],
    ["the largest whole number", Number.MAX_SAFE_INTEGER],
    ["nested unknowns", { list: [UNKNOWN_VALUE, { inner: UNKNOWN_VALUE }] }],
  ])("keeps %s", (_, value) => {
    expect(decode(encode(value as CtyValue))).toEqual(value);
  });

  test.each<[string, string, CtyValue]>([
    ["negative fixint", "ff", -1],
    ["uint 8", "cc80", 128],
    ["uint 16", "cd0100", 256],
    ["uint 32", "ce00010000", 65_536],
    ["uint 64", "cf0000000100000000", 4_294_967_296],
    ["int 8", "d080", -128],
    ["int 16", "d18000", -32_768],
    ["int 32", "d280000000", -2_147_483_648],
    ["float 32", "ca3f000000", 0.5],
    ["str 8", "d90161", "a"],
    ["str 16", "da000161", "a"],
    ["array 16", "dc000101", [1]],
    ["map 16", "de0001a16101", { a: 1 }],
    ["an unknown with refinements, ext 8", "c7020c8101", UNKNOWN_VALUE],
    ["an unknown with refinements, fixext 4", "d60c81010203", UNKNOWN_VALUE],
  ])("reads %s, which Go may write", (_, bytes, value) => {
    expect(fromHex(bytes)).toEqual(value);
  });

  test("says when bytes are missing or mean nothing", () => {
    expect(() => fromHex("a261")).toThrow("cut off");
    expect(() => fromHex("c1")).toThrow("0xc1");
  });
});
