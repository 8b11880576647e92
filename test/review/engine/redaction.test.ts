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

  it("tells secrets that begin alike from each other, at the very end of a text too", () => {
    const alike = new Redactor(["token-1", "token-12", "token-2"]);
    expect(alike.text("token-12, token-1, token-3, token-token-2")).toBe("[secret], [secret], token-3, token-[secret]");
  });

  it("takes a secret for text, not for a pattern", () => {
    expect(new Redactor(["a.c"]).text("abc a.c")).toBe("abc [secret]");
  });
});
