import { describe, expect, it } from "@jest/globals";
import { sqlStatements } from "../../../runtime/migrate/sql-statements";

const split = (sql: string) => sqlStatements(sql).statements.map(({ line, text }) => [line, text]);

describe("sqlStatements()", () => {
  it("splits at semicolons and keeps lines", () => {
    expect(split("SELECT 1;\n\n  SELECT\n2;\nSELECT 3")).toEqual([
      [1, "SELECT 1;"],
      [3, "SELECT\n2;"],
      [5, "SELECT 3"],
    ]);
  });

  it.each([
    ["a text", "SELECT ';', 'it''s;'"],
    ["a text with escapes", String.raw`SELECT E'\';', 2`],
    ["a name", 'SELECT 1 AS ";"";"'],
    ["a dollar quote", "DO $$ BEGIN; END $$"],
    ["a tagged dollar quote", "DO $body$ SELECT $$;$$; $body$"],
    ["a comment in a line", "SELECT 1 -- ; not here\n+ 1"],
    ["a nested comment", "SELECT /* ; /* ; */ ; */ 1"],
    [
      "a standard function body",
      "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END",
    ],
  ])("does not split inside %s", (_, sql) => {
    expect(split(`${sql};SELECT 9`)).toEqual([
      [1, `${sql};`],
      [sql.includes("\n") ? 2 : 1, "SELECT 9"],
    ]);
  });

  it("knows parameters and casts from dollar quotes", () => {
    expect(split("SELECT $1, $2::int; SELECT a$b$c FROM t;")).toEqual([
      [1, "SELECT $1, $2::int;"],
      [1, "SELECT a$b$c FROM t;"],
    ]);
  });

  it("tells words, names, texts and signs apart", () => {
    expect(sqlStatements(`select "Name"::text, 'x' from t`).statements[0]!.tokens).toEqual([
      { kind: "word", text: "SELECT" },
      { kind: "quoted-name", text: "Name" },
      { kind: "sign", text: "::" },
      { kind: "word", text: "TEXT" },
      { kind: "sign", text: "," },
      { kind: "text", text: "'x'" },
      { kind: "word", text: "FROM" },
      { kind: "word", text: "T" },
    ]);
  });

  it("finds comments but not those in texts", () => {
    expect(sqlStatements("-- one\nSELECT '-- two'; --three").comments).toEqual([
      { line: 1, text: "one" },
      { line: 2, text: "three" },
    ]);
  });

  it.each([
    ["SELECT 'a", "line 1: ' is not closed"],
    ['\nSELECT "a', 'line 2: " is not closed'],
    ["DO $x$ BEGIN $$", "line 1: $x$ is not closed"],
    ["SELECT 1; /* /* */", "line 1: /* is not closed"],
  ])("refuses %j", (sql, message) => {
    expect(() => sqlStatements(sql)).toThrow(message);
  });
});
