import { describe, expect, it } from "@jest/globals";
import { Redactor } from "../../../review/engine/redaction";

describe("Redactor", () => {
  const redactor = new Redactor(['canary "7"', "canary", "no"]);

  it.each([
    ["the secret itself", "password is canary.", "password is [secret]."],
    ["the longer of two secrets", 'got canary "7"', "got [secret]"],
    ["a secret inside JSON", JSON.stringify({ a: 'canary "7"' }), '{"a":"[secret]"}'],
    [
      "a secret inside a URL",
      `https://example.com/?q=${encodeURIComponent('canary "7"')}`,
      "https://example.com/?q=[secret]",
    ],
    ["a secret in base64", `Basic ${Buffer.from("canary").toString("base64")}`, "Basic [secret]"],
    ["a text without secrets", "nothing here", "nothing here"],
    ["words that a very short secret is part of", "not known", "not known"],
  ])("handles %s", (_, text, expected) => {
    expect(redactor.text(text)).toBe(expected);
  });

  it("leaves everything as it is when there is no secret", () => {
    expect(new Redactor([]).text("(.*)")).toBe("(.*)");
  });

  it("takes a secret for text, not for a pattern", () => {
    expect(new Redactor(["a.c"]).text("abc a.c")).toBe("abc [secret]");
  });
});
