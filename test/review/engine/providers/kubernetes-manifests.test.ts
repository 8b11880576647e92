import { describe, expect, it } from "@jest/globals";
import { manifestFacts } from "../../../../review/engine/providers/facts/kubernetes-manifests";

const decode = (text: string, defaultNamespace?: string) =>
  manifestFacts["kubernetes:yaml:decode"]!.answer(
    { text, ...(defaultNamespace === undefined ? {} : { defaultNamespace }) },
    { defaultTags: {} },
  );

describe("kubernetes:yaml:decode", () => {
  it("reads every document that is not empty", () => {
    expect(decode("kind: A\n---\n# nothing\n---\nkind: B\nspec: { paused: yes, port: 80 }\n")).toEqual({
      result: [{ kind: "A" }, { kind: "B", spec: { paused: true, port: 80 } }],
    });
  });

  it("reads words and numbers as Kubernetes does", () => {
    expect(decode("{ a: n, b: y, c: off, d: 0644, e: 1:30, f: 2026-11-22, g: ~, h: 1e3, i: '1' }")).toEqual({
      result: [{ a: "n", b: "y", c: false, d: 420, e: "1:30", f: "2026-11-22", g: null, h: 1000, i: "1" }],
    });
  });

  it("puts objects without a namespace into the default one", () => {
    expect(decode("metadata: { name: a }\n---\nmetadata: { name: b, namespace: own }\n", "shared")).toEqual({
      result: [{ metadata: { namespace: "shared", name: "a" } }, { metadata: { namespace: "own", name: "b" } }],
    });
  });

  it("says what is wrong with a text that is no YAML", () => {
    expect(() => decode("a: [\n")).toThrow("kubernetes:yaml:decode: Flow sequence");
  });
});
