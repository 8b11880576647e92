import { describe, expect, it } from "@jest/globals";
import { migrationsHash } from "../../../components/database/migrations-hash";

const files = [
  { name: "0001_a.sql", text: "SELECT 1;" },
  { name: "0002_b.sql", text: "SELECT 2;" },
];

describe("migrationsHash()", () => {
  it("is the same for the same files in any order", () => {
    expect(migrationsHash([...files].reverse())).toBe(migrationsHash(files));
    expect(migrationsHash(files)).toMatch(/^[0-9a-f]{12}$/);
  });

  it.each([
    ["a text", [{ ...files[0]!, text: "SELECT 1; " }, files[1]!]],
    ["a name", [{ ...files[0]!, name: "0001_c.sql" }, files[1]!]],
    ["the number of files", [files[0]!]],
    ["the border between two files", [{ ...files[0]!, text: "SELECT 1;0002_b.sqlSELECT 2;" }]],
  ])("changes with %s", (_, changed) => {
    expect(migrationsHash(changed)).not.toBe(migrationsHash(files));
  });
});
