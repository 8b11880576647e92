import { chmodSync, readdirSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { embeddedDatabase } from "../../../review/sql/embedded-database";
import { SCHEMA, scratchFolder } from "./schema";

const migrations = scratchFolder();
const temporary = scratchFolder();
const { TMPDIR } = process.env;

beforeAll(() => {
  chmodSync(temporary.folder, 0o1777);
  process.env.TMPDIR = temporary.folder;
});
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  migrations.remove();
  temporary.remove();
});

describe("embeddedDatabase()", () => {
  it("says what is wrong and leaves nothing behind when it cannot be prepared", async () => {
    migrations.write("0001_video.sql", SCHEMA);
    const counts = { usual: 1_000, byTable: { "video.titles": 1, "video.title": 1, countries: 1 } };
    const rule = "must be a table of the migrations, with its schema";
    await expect(embeddedDatabase(migrations.folder, counts)).rejects.toThrow(
      `Cannot state rows\n  --rows video.title: ${rule}\n  --rows countries: ${rule}`,
    );
    migrations.write("0002_broken.sql", "-- Broken.\nSELECT 1;\n\nSELECT nothing FROM video.titles;\n");
    await expect(embeddedDatabase(migrations.folder, { usual: 1_000, byTable: {} })).rejects.toThrow(
      'Cannot prepare a database\n  Cannot apply 0002_broken.sql:4: column "nothing" does not exist (42703)',
    );
    expect(readdirSync(temporary.folder)).toEqual([]);
  });
});
