import { expect, test } from "@jest/globals";
import { withSection } from "./conformance-report";

const both = "<!-- comparison -->\nfirst\n<!-- end -->\n\n<!-- kills -->\nlast\n<!-- end -->\n";

test("a section is replaced, and the others stay", () => {
  expect(withSection(both, "kills", "new\n")).toBe(both.replace("last", "new"));
});

test("a new section gets its place between the others", () => {
  const faults = "<!-- faults -->\nmiddle\n<!-- end -->\n\n";
  expect(withSection(both, "faults", "middle")).toBe(both.replace("<!-- kills", `${faults}<!-- kills`));
});
