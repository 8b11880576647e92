import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { writeWhole } from "../../review/write-file";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "p95-write-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("writeWhole()", () => {
  it("replaces a file and leaves nothing beside it", () => {
    writeFileSync(join(folder, "out.json"), "old");
    writeWhole(join(folder, "out.json"), "new");
    expect([readdirSync(folder), readFileSync(join(folder, "out.json"), "utf8")]).toEqual([["out.json"], "new"]);
  });

  it("says why it cannot, and leaves what was there", () => {
    mkdirSync(join(folder, "out.json"));
    expect(() => writeWhole(join(folder, "out.json"), "new")).toThrow(
      `Cannot write ${join(folder, "out.json")}: EISDIR`,
    );
    expect(() => writeWhole(join(folder, "gone", "out.json"), "new")).toThrow("ENOENT");
    expect(readdirSync(folder)).toEqual(["out.json"]);
  });
});
