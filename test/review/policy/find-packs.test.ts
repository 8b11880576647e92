import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { findPacks } from "../../../review/policy/find-packs";

const root = realpathSync(mkdtempSync(join(tmpdir(), "p95-find-packs-")));
const own = join(root, "policies");
const other = join(root, "other");
const given = join(root, "given.json");
beforeAll(() => {
  mkdirSync(join(own, "stacks"), { recursive: true });
  mkdirSync(other);
  for (const pack of [own, other]) writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\n");
  writeFileSync(join(own, "stacks/prod.json"), '{ "a": "mandatory" }');
  writeFileSync(join(own, "stacks/default.json"), '{ "a": { "enforcementLevel": "advisory", "most": 3 } }');
  writeFileSync(given, '{ "a": "disabled" }');
});
afterAll(() => rmSync(root, { recursive: true }));

const found = (stack: string, flags: object = {}, project = root) =>
  findPacks(project, stack, { packs: [], configs: [], off: false, ...flags }).map(({ pack, settings }) => ({
    directory: pack.directory,
    settings,
  }));
const mandatory = { a: { level: "mandatory", parameters: {} } };
const disabled = { a: { level: "disabled", parameters: {} } };

test("a project's own pack runs with the settings of the stack, or those for all others", () => {
  expect(found("prod")).toEqual([{ directory: own, settings: mandatory }]);
  expect(found("pr-17")).toEqual([{ directory: own, settings: { a: { level: "advisory", parameters: { most: 3 } } } }]);
});

test("a given file takes the place of stored settings", () => {
  expect(found("prod", { configs: [given] })).toEqual([{ directory: own, settings: disabled }]);
});

test("given packs run instead of the own one, each with its file", () => {
  expect(found("prod", { packs: [other] })).toEqual([{ directory: other, settings: {} }]);
  expect(found("prod", { packs: [other, own], configs: [given, given] })).toEqual([
    { directory: other, settings: disabled },
    { directory: own, settings: disabled },
  ]);
});

test("no pack runs in a project without one, or when they are off", () => {
  expect(found("prod", {}, other)).toEqual([]);
  expect(found("prod", { off: true })).toEqual([]);
});
