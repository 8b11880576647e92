import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { readPlannedUse } from "../../../review/capacity/planned-use";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function read(content: unknown) {
  writeFileSync(join(folder, "capacity.prod.json"), typeof content === "string" ? content : JSON.stringify(content));
  return readPlannedUse(folder, "prod");
}

it("is none where there is no file", () => {
  expect(readPlannedUse(folder, "prod")).toBeUndefined();
});

it("takes the busiest day and what it takes of each limit, and leaves the rest of a plan", () => {
  const limit = { id: "eu-west-1/pods/api", usedAtPeak: 131.5, value: 100, breaksOn: "2026-12-18" };
  expect(read({ schemaVersion: 1, peak: { day: "2026-12-18", value: 9 }, limits: [limit], forecast: {} })).toEqual({
    day: "2026-12-18",
    usedAtPeak: new Map([["eu-west-1/pods/api", 131.5]]),
  });
});

it.each<[string, unknown, string[]]>([
  ["no JSON", "{", ["Expected property name"]],
  ["a list", [], ["schemaVersion: must be 1, got nothing", "peak.day: must be a day as YYYY-MM-DD, got nothing"]],
  [
    "another version",
    { schemaVersion: 2, peak: { day: "2026-12-18" }, limits: [] },
    ["schemaVersion: must be 1, got 2"],
  ],
  [
    "limits of something else",
    { schemaVersion: 1, peak: { day: "soon" }, limits: [{ id: "", usedAtPeak: -1 }, 7] },
    [
      'peak.day: must be a day as YYYY-MM-DD, got "soon"',
      'limits[0].id: must be a text, got ""',
      "limits[0].usedAtPeak: must be 0 or more, got -1",
      "limits[1].id: must be a text, got nothing",
    ],
  ],
])("refuses %s, with the file's name and every problem", (_, content, problems) => {
  for (const problem of [join(folder, "capacity.prod.json"), ...problems]) expect(() => read(content)).toThrow(problem);
});
