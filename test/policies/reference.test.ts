import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { domains, rules } from "../../policies/index";
import { reference } from "../../policies/reference/reference";

const ROOT = join(__dirname, "../..");

test("docs/policies.md is what the rules say", () => {
  expect(readFileSync(join(ROOT, "docs/policies.md"), "utf8")).toBe(reference(domains));
});

test("the reference shows each rule once, with what its bad example gets", () => {
  const shown = reference(domains);
  for (const { name, examples } of rules) {
    expect(shown.split(`\n### ${name}\n`).length).toBe(2);
    expect(shown).toContain(`Bad: ${examples.bad[0].gaps.join("; ")}`);
  }
});

test("the pack runs alone on the versions that this project is tested with", () => {
  const read = (file: string) => JSON.parse(readFileSync(join(ROOT, file), "utf8"));
  const { dependencies } = read("package.json");
  const own = read("policies/package.json").dependencies;
  const tested = Object.fromEntries(Object.keys(own).map((name) => [name, dependencies[name]]));
  expect(own).toEqual(tested);
});
