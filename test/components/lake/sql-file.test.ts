import { describe, expect, it } from "@jest/globals";
import { sqlFile } from "../../../components/lake/sql-file";

describe("sqlFile()", () => {
  it("fills what it is given, and leaves the dates and the comments", () => {
    expect(sqlFile("spark/delete-expired.sql", { database: "lake", keep_days: 30 })).toBe(
      "DELETE FROM glue_catalog.lake.playback_events WHERE dt < DATE '{{today-30}}'",
    );
  });

  it("refuses a value that is missing", () => {
    expect(() => sqlFile("spark/delete-expired.sql", { database: "lake" })).toThrow(
      "Cannot fill spark/delete-expired.sql: it names keep_days, which has no value",
    );
  });

  it("refuses a value that the file does not name", () => {
    expect(() => sqlFile("redshift/1-schema.sql", { database: "lake" })).toThrow(
      "Cannot fill redshift/1-schema.sql: it does not name database",
    );
  });
});
