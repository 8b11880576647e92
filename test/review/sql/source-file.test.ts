import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { readSource, SourceFile } from "../../../review/sql/source-file";
import { scratchFolder } from "./schema";

const scratch = scratchFolder();
afterAll(() => scratch.remove());

const written = (name: string, bytes: readonly number[]) => {
  writeFileSync(join(scratch.folder, name), Buffer.from(bytes));
  return join(scratch.folder, name);
};

describe("readSource()", () => {
  it("reads UTF-8 without its byte order mark", () => {
    const path = written("marked.sql", [0xef, 0xbb, 0xbf, ...Buffer.from("SELECT 'é'")]);
    expect(readSource(path)).toEqual(new SourceFile(path, "SELECT 'é'"));
  });

  it("says what is wrong with a path", () => {
    const folder = join(scratch.folder, "queries");
    mkdirSync(folder);
    const below = join(written("file.sql", [0x3b]), "below.sql");
    expect(readSource(join(scratch.folder, "none.sql"))).toBe("must exist");
    expect(readSource(folder)).toBe(`must be a file, got a folder; name its files: ${folder}/*.sql`);
    expect(readSource(below)).toBe(`must be read: ENOTDIR: not a directory, open '${below}'`);
  });

  it.each([
    ["latin-1", [0x27, 0xe9, 0x27]],
    ["UTF-16", [0x53, 0, 0x45, 0]],
    ["a zero byte", [0x3b, 0]],
  ])("refuses %s", (name, bytes) => {
    expect(readSource(written(`${name}.sql`, bytes))).toBe("must be text in UTF-8, got other bytes");
  });
});

describe("SourceFile", () => {
  it("counts lines and characters from 1, as editors do", () => {
    const file = new SourceFile("a.sql", "a\r\n😀b\n\nc");
    expect([0, 3, 5, 7, 8].map((offset) => Object.values(file.placeAt(offset)))).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
      [3, 1],
      [4, 1],
    ]);
  });
});
