import { describe, expect, it } from "@jest/globals";
import { Redactor } from "../../../review/engine/redaction";

const urn = (name: string) => `urn:pulumi:dev::shop::aws:s3/bucket:Bucket::${name}`;

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

  it("takes out what either of two knows, and is one of them where the other knows no more", () => {
    const [ours, theirs] = [urn("ours"), urn("theirs")];
    const both = new Redactor(["canary", "secret"], [ours, theirs]);
    const same = new Redactor(["secret", "canary"], [theirs, ours]);
    const fewer = new Redactor(["canary"], [ours]);
    expect(both.and(same)).toBe(both);
    expect(both.and(fewer)).toBe(both);
    expect(fewer.and(both)).toBe(both);
    expect(fewer.and(new Redactor(["other"], [ours])).text("canary, other, secret")).toBe("[secret], [secret], secret");
    const another = fewer.and(new Redactor(["canary"], [urn("canary-1"), urn("[secret]-1")]));
    expect(another.urn(urn("canary-1"))).toBe(urn("[secret]-1 (2)"));
  });

  it("shows a URN the same way whenever it is asked, also one that it was not told of", () => {
    const redactor = new Redactor(["canary"], [urn("canary"), urn("[secret]"), urn("plain")]);
    for (const _ of [1, 2]) {
      expect(["canary", "[secret]", "plain", "canary-2"].map((name) => redactor.urn(urn(name)))).toEqual([
        ...[urn("[secret] (2)"), urn("[secret]"), urn("plain"), urn("[secret]-2")],
      ]);
      expect(redactor.urn("no urn of canary")).toBe("no urn of [secret]");
    }
    expect(new Redactor([], [urn("plain")]).urn(urn("canary"))).toBe(urn("canary"));
  });
});
