import { describe, expect, it } from "@jest/globals";
import { edgeSource, MAX_EDGE_BYTES } from "../../../components/runtime-code";
import { beyondSubset } from "./edge-subset";

describe("the edge functions", () => {
  it.each(["runtime/edge/personalise.ts", "runtime/edge/start-quality.ts"])(
    "%s keeps to what CloudFront runs",
    (entry) => {
      const source = edgeSource(entry);
      expect(beyondSubset(source)).toEqual([]);
      expect(source.startsWith('import cf from "cloudfront";\n')).toBe(true);
      expect(source).toMatch(/^async function handler\(event\) \{$/m);
      expect(Buffer.byteLength(source)).toBeLessThanOrEqual(MAX_EDGE_BYTES);
    },
  );
});

describe("beyondSubset", () => {
  it.each([
    ["a class", "class A {}", "class A {}"],
    ["destructuring", "const { a } = Math;", "{ a } = Math"],
    ["destructuring of a parameter", "function f({ a }) {}", "{ a }"],
    ["a default", "function f(a = 1) {}", "a = 1"],
    ["spread", "const a = [...b()]; function b() {}", "...b()"],
    ["for of", "for (const a of []) {}", "for (const a of []) {}"],
    ["optional chaining", "const a = Math?.max;", "?."],
    ["nullish coalescing", "const a = null ?? 1;", "??"],
    ["logical assignment", "let a = null; a ||= 1;", "||="],
    ["a generator", "function* f() {}", "function* f() {}"],
    ["an async closure", "const f = async () => 1;", "async () => 1"],
    ["catch without a name", "try {} catch {}", "catch {}"],
    ["a big integer", "const a = 1n;", "1n"],
    ["a short property", "const a = 1; const b = { a };", "a"],
    ["another module", 'import a from "fs";', 'import a from "fs";'],
    ["a timer", "setTimeout(1);", "setTimeout"],
    ["the network", "fetch(1);", "fetch"],
    ["code from text", "eval(1);", "eval"],
    ["a promise of one's own", "Promise.all([]);", "Promise"],
    ["a method that is newer", "const a = [1].at(0);", "at"],
  ])("finds %s", (_, source, found) => {
    expect(beyondSubset(source)).toContain(found);
  });

  it("passes what the runtime knows", () => {
    const source =
      'let a = 2 ** 3; const b = () => `${a}`; async function c(...d) { return await b(d[0], { e: a }); }\nc("x");';
    expect(beyondSubset(source)).toEqual([]);
  });
});
