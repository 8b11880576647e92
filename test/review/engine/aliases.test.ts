import { describe, expect, it } from "@jest/globals";
import { aliasUrns } from "../../../review/engine/aliases";

const urn = (types: string, name: string, stack = "dev", project = "shop") =>
  `urn:pulumi:${stack}::${project}::${types}::${name}`;
const spec = { name: "", type: "", stack: "", project: "", parent: "", noParent: false };
const subject = { stack: "dev", project: "shop", type: "a:b:Thing", name: "net-thing", parent: undefined };
const net = { urn: urn("c:d:Net", "net"), name: "net", aliases: [] };

describe("aliasUrns()", () => {
  it.each([
    ["a former name", [{ ...spec, name: "old" }], undefined, [urn("a:b:Thing", "old")]],
    ["a former type", [{ ...spec, type: "a:b:Old" }], undefined, [urn("a:b:Old", "net-thing")]],
    ["another stack", [{ ...spec, stack: "test" }], undefined, [urn("a:b:Thing", "net-thing", "test")]],
    ["another project", [{ ...spec, project: "old" }], undefined, [urn("a:b:Thing", "net-thing", "dev", "old")]],
    ["a former parent", [{ ...spec, parent: urn("c:d:Old", "o") }], net, [urn("c:d:Old$a:b:Thing", "net-thing")]],
    ["a former name below the same parent", [{ ...spec, name: "old" }], net, [urn("c:d:Net$a:b:Thing", "old")]],
    ["a time without parent", [{ ...spec, noParent: true }], net, [urn("a:b:Thing", "net-thing")]],
    ["a whole URN", [{ urn: urn("x:y:Z", "z") }], net, [urn("x:y:Z", "z")]],
    [
      "the same twice",
      [{ ...spec, name: "old" }, { urn: urn("a:b:Thing", "old") }],
      undefined,
      [urn("a:b:Thing", "old")],
    ],
    ["itself", [{ ...spec, name: "net-thing" }], undefined, []],
  ])("follows %s", (_, specs, parent, expected) => {
    expect(aliasUrns(specs, { ...subject, parent })).toEqual(expected);
  });

  it("follows a parent that was renamed, with the child named after it", () => {
    const parent = { ...net, aliases: [urn("c:d:Net", "old")] };
    expect(aliasUrns([], { ...subject, parent })).toEqual([urn("c:d:Net$a:b:Thing", "old-thing")]);
  });

  it("combines what happened to both", () => {
    const parent = { ...net, aliases: [urn("c:d:Old", "net")] };
    expect(aliasUrns([{ ...spec, type: "a:b:Was" }], { ...subject, parent })).toEqual([
      urn("c:d:Net$a:b:Was", "net-thing"),
      urn("c:d:Old$a:b:Thing", "net-thing"),
      urn("c:d:Old$a:b:Was", "net-thing"),
    ]);
  });
});
