import { describe, expect, it } from "@jest/globals";
import { parseMigrations } from "../../../runtime/migrate/migration";

describe("parseMigrations()", () => {
  // the checksum is that of sha256sum
  it("reads the number, the checksum and the directives", () => {
    const text = `-- Why.
-- migrate: no-transaction
-- migrate: requires-extension pg_cron
-- migrate: contract-of 0001
-- migrate: for-each-partition-of streaming.t
SELECT 1;
SELECT 2;`;
    const [, second] = parseMigrations([
      { name: "0001_a.sql", text: "" },
      { name: "0002_b.sql", text },
    ]);
    expect(second).toMatchObject({
      version: 2,
      sha256: "0d6c4cd336f743513612e7dc60982ca0aac745a88aeb435057fdd928a387e9a0",
      transactional: false,
      requiredExtensions: ["pg_cron"],
      contractOf: 1,
      statements: [{ line: 6, forEachPartitionOf: "streaming.t" }, { line: 7 }],
    });
    expect(second!.statements[1]).not.toHaveProperty("forEachPartitionOf");
  });

  it("reports every wrong name, number, directive and quote at once", () => {
    const files = [
      { name: "first.sql", text: "" },
      { name: "0003_gap.sql", text: "-- migrate: no-transactions" },
      { name: "0003_quote.sql", text: "SELECT 1;\nSELECT 'a" },
    ];
    expect(() => parseMigrations(files)).toThrow(
      "Cannot read the migrations\n" +
        "  first.sql: must be named like 0001_what_it_does.sql\n" +
        "  0003_gap.sql: must have the number 2, without gaps\n" +
        '  0003_gap.sql:1: must be a known directive, got "migrate: no-transactions"\n' +
        "  0003_quote.sql:2: ' is not closed",
    );
  });
});
