import { expect, it } from "@jest/globals";
import { printable } from "../../../review/render/printable";

it.each([
  ["plain text", "größe: 3 — ok", "größe: 3 — ok"],
  ["lines and tabs", "a\n\tb", "a\n\tb"],
  ["an escape sequence", "\x1b[2Jgone", "\\u001b[2Jgone"],
  ["a carriage return", "safe\rharm", "safe\\u000dharm"],
  ["text that turns around", "a\u202eb\u2066c", "a\\u202eb\\u2066c"],
  ["a C1 control", "a\u009bb", "a\\u009bb"],
])("shows %s", (_, text, expected) => {
  expect(printable(text)).toBe(expected);
});
