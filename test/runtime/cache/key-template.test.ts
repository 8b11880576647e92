import { describe, expect, it } from "@jest/globals";
import { decode, encode } from "../../../runtime/cache/json";
import { KeyTemplate, lockKey, partsOf } from "../../../runtime/cache/key-template";

describe("a key", () => {
  const recs = new KeyTemplate("recs:{profileId}:{context}", ["profileId", "context"]);

  it("has its parts where the template names them", () => {
    expect(recs.key({ profileId: 42, context: "home-US" })).toBe("recs:42:home-US");
  });

  it("is never that of other parts, whatever is in them", () => {
    const parts = ["a:b", "a", "b:c", "c", "a%3Ab", "a#lock", "c#lock", "{a}", "ä", "*", " ", "a\nb"];
    const pairs = parts.flatMap((profileId) => parts.map((context) => ({ profileId, context })));
    const keys = pairs.map((pair) => recs.key(pair));
    expect(new Set([...keys, ...keys.map(lockKey)]).size).toBe(2 * pairs.length);
    expect(keys.filter((key) => !/^recs:[^:#{}\s]+:[^:#{}\s]+$/.test(key))).toEqual([]);
  });

  it("takes no empty part, no broken text, and no more than 512 bytes", () => {
    expect(() => recs.key({ profileId: "", context: "home" })).toThrow("profileId must not be empty");
    expect(() => recs.key({ profileId: 1, context: "\ud800" })).toThrow("context must be well-formed text");
    const longest = "x".repeat(512 - "recs:1:".length);
    expect(recs.key({ profileId: 1, context: longest })).toHaveLength(512);
    expect(() => recs.key({ profileId: 1, context: `${longest}x` })).toThrow("key must be up to 512 bytes, got 513");
  });

  it("is made from a template that has exactly the parts which the program fills in", () => {
    const wrong = (template: string) => () => new KeyTemplate(template, ["profileId"]);
    for (const template of ["recs:{profileId}:{context}", "recs:{context}", "recs", "recs:{profileId", "{profileId}"]) {
      expect(wrong(template)).toThrow(`key template must have the parts profileId, got "${template}"`);
    }
    expect(partsOf("user-state:{profileId}")).toEqual(["profileId"]);
  });
});

describe("a value", () => {
  it.each([[null], [0], ["text"], [[1, [2]]], [{ a: { b: [null, "c"] } }]])("comes back as it was: %j", (value) => {
    expect(decode(encode(value))).toStrictEqual(value);
  });

  it("cannot be changed by one of those who have it", () => {
    const value = decode('{"a":{"b":[1]}}') as { a: { b: number[] } };
    expect(() => value.a.b.push(2)).toThrow(TypeError);
    expect(() => Object.assign(value.a, { b: 1 })).toThrow(TypeError);
  });

  it("must be JSON", () => {
    expect(() => encode(undefined as any)).toThrow("must be JSON, got undefined");
    expect(() => encode((() => 1) as any)).toThrow("must be JSON, got function");
  });
});
